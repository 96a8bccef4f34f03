"""A reader of XLSX from the standard alone (ECMA-376): a zip of XML. Cells as text, numbers with the shape that the sheet gives them."""
import datetime, io, re, xml.etree.ElementTree as xml, zipfile

MAIN = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'


def column_of(reference):
    at = 0
    for c in re.match('[A-Z]+', reference)[0]:
        at = at * 26 + ord(c) - 64
    return at - 1


class Sheet:
    """The first sheet: rows of cells as (kind, value, format); kind is 'text', 'number' or 'formula'."""
    def __init__(self, data):
        z = zipfile.ZipFile(io.BytesIO(data))
        names = z.namelist()
        shared = []
        if 'xl/sharedStrings.xml' in names:
            shared = [''.join(t.text or '' for t in si.iter(MAIN + 't')) for si in xml.fromstring(z.read('xl/sharedStrings.xml')).iter(MAIN + 'si')]
        styles = xml.fromstring(z.read('xl/styles.xml'))
        own = {f.get('numFmtId'): f.get('formatCode') for f in styles.iter(MAIN + 'numFmt')}
        formats = [own.get(x.get('numFmtId'), x.get('numFmtId')) for x in styles.find(MAIN + 'cellXfs')]
        sheet = xml.fromstring(z.read('xl/worksheets/sheet1.xml'))
        self.rows = []
        for row in sheet.iter(MAIN + 'row'):
            cells = {}
            for c in row:
                v, style = c.find(MAIN + 'v'), formats[int(c.get('s', 0))]
                if c.find(MAIN + 'f') is not None:
                    cells[column_of(c.get('r'))] = ('formula', c.find(MAIN + 'f').text, style)
                elif c.get('t') == 'inlineStr':
                    cells[column_of(c.get('r'))] = ('text', ''.join(t.text or '' for t in c.iter(MAIN + 't')), style)
                elif c.get('t') == 's':
                    cells[column_of(c.get('r'))] = ('text', shared[int(v.text)], style)
                elif v is not None:
                    cells[column_of(c.get('r'))] = ('number', float(v.text), style)
            while len(self.rows) < int(row.get('r')) - 1:
                self.rows.append([])
            self.rows.append([cells.get(i, ('none', '', '')) for i in range(max(cells, default=-1) + 1)])
        filter_, pane = sheet.find(MAIN + 'autoFilter'), sheet.find(f'{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane')
        self.filter = filter_.get('ref') if filter_ is not None else None
        self.frozen = int(pane.get('ySplit')) if pane is not None and pane.get('state') == 'frozen' else 0

    @staticmethod
    def shown(cell):
        """As a Swedish spreadsheet shows it, with the thousands' thin space of our pages."""
        kind, value, shape = cell
        if kind != 'number':
            return value
        if shape.startswith('yyyy'):
            when = datetime.datetime(1899, 12, 30) + datetime.timedelta(days=value)
            when = (when + datetime.timedelta(seconds=30)).replace(second=0, microsecond=0)
            return when.strftime('%Y-%m-%d %H:%M' if 'hh' in shape else '%Y-%m-%d')
        if 'kr' in shape:
            whole = f'{abs(value):,.2f}' if '0.00' in shape else f'{abs(value):,.0f}'
            return ('\u2212' if value < 0 else '') + whole.replace(',', '\u202f').replace('.', ',') + '\u00a0kr'
        return f'{value:.0f}'
