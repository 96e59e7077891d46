// Which view the address asks for: #/ all studies, #/study/ID, #/study/ID/trial/N.
let view = null, viewed = null;

async function route() {
  const [, kind, id, , trial] = location.hash.split('/');
  const place = document.getElementById('main');
  const wanted = kind === 'study' && id ? id : '';
  if (wanted !== viewed) {
    if (view) view.close();
    viewed = wanted;
    document.getElementById('sections').replaceChildren();
    let all;
    try {
      all = await ask('studies');
    } catch (error) {
      sayLink('lost', error.message);
      setTimeout(() => { viewed = null; route(); }, 2000);
      return;
    }
    // A server of one study opens it.
    if (!wanted && all.studies.length === 1 && all.studies[0].status && all.one) {
      location.replace(`#/study/${all.studies[0].id}`);
      return;
    }
    view = wanted ? showStudy(place, wanted, all.allows_control) : showStudies(place);
  }
  const dialog = document.getElementById('trial');
  if (trial !== undefined && view && view.trial) view.trial(Number(trial));
  else if (dialog.open) dialog.close();
}
window.addEventListener('hashchange', route);
route();
