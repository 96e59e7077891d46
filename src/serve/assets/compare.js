// The fronts of several studies in one plot.
function makeComparison(place) {
  const chosen = new Set();
  const fronts = new Map();
  let offered = '';
  const boxes = element('div', { class: 'row', role: 'group', 'aria-label': 'Studies to compare' });
  const canvas = element('canvas', { role: 'img', 'aria-label': 'The fronts of the chosen studies, accuracy against latency' });
  const whole = section('compare', 'Comparing fronts', 'For each chosen study, the trials that no other trial of it beats in both accuracy and latency.',
    boxes, element('div', { class: 'canvas tall' }, canvas));
  whole.hidden = true;
  place.append(whole);

  function drawFronts(studies) {
    forgetCharts(whole);
    const shownStudies = studies.filter((study) => chosen.has(study.id) && fronts.has(study.id));
    canvas.id = 'compare-fronts';
    data = { palette: fronts.size ? fronts.values().next().value.palette : [] };
    const datasets = shownStudies.map((study, index) => ({
      label: study.name, showLine: true, borderColor: colour(index % data.palette.length), backgroundColor: colour(index % data.palette.length),
      borderWidth: 2, pointRadius: 4, pointHoverRadius: 6,
      data: fronts.get(study.id).points.map((p) => ({ x: p.latency_ms, y: p.accuracy, trial: p, study: study.id })),
    }));
    openTrial = null;
    draw('compare-fronts', 'scatter', datasets, {
      x: axis('latency, ms (median, logarithmic)', { type: 'logarithmic' }), y: axis('validation accuracy'),
    }, (item) => [item.dataset.label, trialName(item.raw.trial), `${item.raw.y.toFixed(4)}, ${item.raw.x.toPrecision(3)} ms`],
    { legend: true, onClick: (event, items) => {
      if (!items.length) return;
      const point = datasets[items[0].datasetIndex].data[items[0].index];
      location.hash = trialAddress(point.study, point.trial.trial);
    } });
  }

  async function choose(studies) {
    for (const study of studies) {
      if (chosen.has(study.id) && !fronts.has(study.id)) {
        try { fronts.set(study.id, await ask('front', { study: study.id })); } catch (error) { chosen.delete(study.id); }
      }
    }
    drawFronts(studies);
  }

  return {
    // The studies that there are; only another list of them is drawn anew.
    offer(studies) {
      const ready = studies.filter((study) => study.status && study.status.best);
      whole.hidden = ready.length < 2;
      const key = ready.map((study) => `${study.id} ${study.status.best.trial} ${study.status.epochs}`).join();
      if (whole.hidden || key === offered) return;
      if (!offered) ready.slice(0, 4).forEach((study) => chosen.add(study.id));
      offered = key;
      fronts.clear();
      boxes.replaceChildren(...ready.map((study) => element('label', {},
        element('input', { type: 'checkbox', checked: chosen.has(study.id), onchange: (event) => {
          if (event.target.checked) chosen.add(study.id);
          else chosen.delete(study.id);
          choose(ready);
        } }), ` ${study.name}`)));
      choose(ready);
    },
  };
}
