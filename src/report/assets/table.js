// Tables that a click on a heading sorts.
function sortable(table) {
  const headers = Array.from(table.tHead.rows[0].cells);
  const body = table.tBodies[0];
  const key = (row, column) => {
    const cell = row.cells[column];
    return 'v' in cell.dataset ? (cell.dataset.v === '' ? null : Number(cell.dataset.v)) : cell.textContent;
  };
  const sort = (column) => {
    const header = headers[column];
    const descending = header.getAttribute('aria-sort') === 'ascending';
    const rows = Array.from(body.rows);
    rows.sort((a, b) => {
      const x = key(a, column), y = key(b, column);
      if (x === null || y === null) return (x === null) - (y === null);  // unknown ones last
      const order = typeof x === 'number' ? x - y : x.localeCompare(y);
      return descending ? -order : order;
    });
    headers.forEach((other) => other.removeAttribute('aria-sort'));
    header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    body.append(...rows);
  };
  headers.forEach((header, column) => {
    header.tabIndex = 0;
    header.addEventListener('click', () => sort(column));
    header.addEventListener('keydown', (event) => { if (event.key === 'Enter') sort(column); });
  });
}
