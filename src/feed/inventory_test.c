#include "base/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "feed/inventory.h"
#include "feed/limits.h"
#include "feed/sandbox.h"

static enum err read_as(const char *format, struct str text, struct inventory *inv, struct fault *f)
{
    const struct inventory_format *row = inventory_format_of(str(format));
    assert_non_null(row);
    return row->read(text, inv, f);
}

/* Reads and writes every item as a line. */
static void expect_lines(const char *format, const char *text, const char *want)
{
    struct inventory inv cleanup(inventory_free) = inventory_new(1 << 20);
    struct fault f = { 0 };
    if (read_as(format, str(text), &inv, &f) != OK)
        fail_msg("%s: %s: %s %s\n%s", format, f.place, f.text, f.arg[0], text);
    struct buf b cleanup(buf_free) = buf_new(1 << 20);
    for (size_t i = 0; i < inv.n; i++) {
        const struct component *c = &inv.items[i];
        const struct str fields[] = { c->id, c->host, c->part, c->vendor, c->product, c->version, c->cpe, c->purl };
        for (size_t k = 0; k < LEN(fields); k++) {
            buf_put(&b, fields[k]);
            buf_char(&b, k + 1 < LEN(fields) ? '|' : '\n');
        }
    }
    if (!str_is(buf_str(&b), want))
        fail_msg("%s gave:\n%.*s\nnot:\n%s", format, SF(buf_str(&b)), want);
}

static void expect_fault(const char *format, struct str text, enum err code, const char *place, const char *part)
{
    struct inventory inv cleanup(inventory_free) = inventory_new(1 << 20);
    struct fault f = { 0 };
    enum err e = read_as(format, text, &inv, &f);
    if (e != code || (place && strcmp(f.place, place) != 0) || (part && !strstr(f.text, part)))
        fail_msg("%s: %d \"%s\" \"%s\" (%s), wanted %d \"%s\" \"%s\"\n%.*s", format, e, f.place, f.text ? f.text : "",
            f.arg[0], code, place, part, SF(text));
}

#define HEADER "id,host,part,vendor,product,version"

static void csv_inventories(void **state)
{
    (void)state;
    expect_lines("csv", HEADER ",update,cpe,purl\n"
        "1,srv1,a,Apache,Log4j,2.14.1,,,\r\n"
        "2,srv1,,,,,,cpe:2.3:o:microsoft:windows_10:-:*:*:*:*:*:*:*,\n"
        "3,\"a,b\",h,cisco,asr 1000,,sp1,,pkg:deb/debian/curl@7.50.3-1\n",
        "1|srv1|a|Apache|Log4j|2.14.1||\n2|srv1|o|microsoft|windows_10|-|cpe:2.3:o:microsoft:windows_10:-:*:*:*:*:*:*:*|\n"
        "3|a,b|h|cisco|asr 1000|||pkg:deb/debian/curl@7.50.3-1\n");
    expect_lines("csv", "version;product;vendor;part;host;id\n2;p;v;a;;x\n", "x||a|v|p|2||\n");
    expect_lines("csv", "\xEF\xBB\xBF" HEADER "\n", "");
    /* Apostrophes before formulas are the export's, not the name's. */
    expect_lines("csv", HEADER "\n1,,a,v,'@angular/core,'-\n", "1||a|v|@angular/core|-||\n");
}

static void csv_faults_name_the_line(void **state)
{
    (void)state;
    static const struct { const char *text; size_t n; const char *place, *part; } rows[] = {
        { "", 0, "rad 1", "tom" },
        { "id,host\n", 8, "rad 1", "saknar" },
        { HEADER ",colour\n", 0, "rad 1", "finns inte" },
        { HEADER ",id\n", 0, "rad 1", "två gånger" },
        { HEADER "\n1,,a,v,p\n", 0, "rad 2", "kolumner" },
        { HEADER "\n1,,a,v,p,1\n2,,a,v,p,1,9\n", 0, "rad 3", "kolumner" },
        { HEADER "\n1,,x,v,p,1\n", 0, "rad 2, kolumn part", "a, o eller h" },
        { HEADER "\n1,,,v,p,1\n", 0, "rad 2, kolumn part", "a, o eller h" },
        { HEADER "\n1,,a,v,p,1\n1,,a,v,p,1\n", 0, "rad 3, kolumn id", NULL },
        { HEADER "\n,,a,v,p,1\n", 0, "rad 2, kolumn id", NULL },
        { HEADER ",cpe\n1,,a,v,p,1,cpe:2.3:a:v:q:1:*:*:*:*:*:*:*\n", 0, "rad 2, kolumn product", "motsäger" },
        { HEADER ",cpe\n1,,a,,,,cpe:2.3:a:v\n", 0, "rad 2, kolumn cpe", NULL },
        { HEADER ",cpe\n1,,a,,,,cpe:2.3:a:v:p*:1:*:*:*:*:*:*:*\n", 0, "rad 2, kolumn cpe", NULL },
        { HEADER "\n1,,a,v,p\0,1\n", sizeof HEADER + 12, "rad 2", "NUL" },
        { HEADER "\n1,,a,v,p,1\n2,,a,v,\xC3,1\n", 0, "rad 3", "UTF-8" },
        { HEADER "\n1,,a,v,\"p,1\n", 0, "rad 2, kolumn 5", "aldrig" },
    };
    for (size_t i = 0; i < LEN(rows); i++)
        expect_fault("csv", (struct str){ rows[i].text, rows[i].n ? rows[i].n : strlen(rows[i].text) }, E_INVALID,
            rows[i].place, rows[i].part);
}

static void cyclonedx_in_both_forms(void **state)
{
    (void)state;
    expect_lines("cyclonedx",
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"metadata\":{\"tools\":{\"components\":[{\"type\":\"application\","
        "\"name\":\"syft\"}]},"
        "\"component\":{\"type\":\"application\",\"bom-ref\":\"root\",\"group\":\"org.example\",\"name\":\"portal\","
        "\"version\":\"3\","
        "\"components\":[{\"type\":\"library\",\"bom-ref\":\"in1\",\"name\":\"inner\",\"purl\":\"pkg:npm/inner@1\"}]}},"
        "\"components\":[{\"type\":\"library\",\"bom-ref\":\"c1\",\"name\":\"log4j-core\",\"version\":\"2.14.1\","
        "\"cpe\":\"cpe:2.3:a:apache:log4j:2.14.1:*:*:*:*:*:*:*\","
        "\"pedigree\":{\"ancestors\":[{\"type\":\"library\",\"name\":\"no\"}]}},"
        "{\"type\":\"library\",\"name\":\"outer\",\"version\":\"2\",\"purl\":\"pkg:npm/outer@2\","
        "\"components\":[{\"type\":\"library\",\"bom-ref\":\"deep\",\"name\":\"deep\",\"version\":\"1\","
        "\"supplier\":{\"name\":\"ACME\"}}]},"
        "{\"type\":\"operating-system\",\"bom-ref\":\"win\",\"name\":\"Windows\",\"cpe\":\"cpe:/o:microsoft:windows_7\"},"
        "{\"type\":\"device\",\"bom-ref\":\"plc\",\"name\":\"S7\",\"manufacturer\":{\"name\":\"Siemens\"},\"version\":null},"
        "{\"type\":\"library\",\"group\":\"g\",\"name\":\"n\",\"version\":\"1\"},{\"type\":\"library\",\"group\":\"g\","
        "\"name\":\"n\",\"version\":\"1\"}]}",
        "in1||a||inner|||pkg:npm/inner@1\nroot||a|org.example|portal|3||\n"
        "c1||a|apache|log4j|2.14.1|cpe:2.3:a:apache:log4j:2.14.1:*:*:*:*:*:*:*|\n"
        "deep||a|ACME|deep|1||\npkg:npm/outer@2||a||outer|2||pkg:npm/outer@2\n"
        "win||o|microsoft|windows_7||cpe:/o:microsoft:windows_7|\nplc||h|Siemens|S7|||\ng/n@1||a|g|n|1||\ng/n@1#9||a|g|n|1||\n");
    expect_lines("cyclonedx",
        "<?xml version='1.0'?>\n<b:bom xmlns:b='http://cyclonedx.org/schema/bom/1.5' xmlns:o='urn:other' version='1'>"
        "<b:metadata><b:tools><b:components><b:component type='application'><b:name>syft</b:name></b:component></b:components>"
        "</b:tools>"
        "<b:component type='application' bom-ref='root'><b:group>org.example</b:group><b:name>por<![CDATA[tal]]></b:name>"
        "<b:version> 3 </b:version></b:component></b:metadata>"
        "<b:components><b:component type='library' bom-ref='c1'><o:name>not this</o:name><b:name>log4j &amp; co</b:name><b:cpe>"
        "cpe:/a:apache:log4j:2.14.1</b:cpe>"
        "<b:components><b:component type='firmware'><b:supplier><b:name>ACME</b:name></b:supplier><b:name>fw</b:name><b:version>"
        "1</b:version></b:component></b:components>"
        "<b:pedigree><b:ancestors><b:component type='library'><b:name>no</b:name></b:component></b:ancestors></b:pedigree>"
        "<b:purl>pkg:maven/a/b@1</b:purl></b:component></b:components></b:bom>",
        "root||a|org.example|portal|3||\nACME/fw@1||o|ACME|fw|1||\nc1||a|apache|log4j|2.14.1|cpe:/a:apache:log4j:2.14.1|pkg:maven"
        "/a/b@1\n");
}

static void cyclonedx_faults(void **state)
{
    (void)state;
#define BOM "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.4\",\"components\":"
#define XML "<bom xmlns='http://cyclonedx.org/schema/bom/1.4'>"
    static const struct { const char *text, *place, *part; } rows[] = {
        { "", "", "varken" }, { "hej", "", "varken" }, { "{}", "bomFormat", "CycloneDX" },
        { "{\"bomFormat\":\"CycloneDX\"}", "specVersion", "version" },
        { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"2.0\"}", "specVersion", "1.0 till 1.7" },
        { BOM "[{\"name\":\"a\"},{\"version\":\"1\"}]}", "components[1].name", "namn" },
        { BOM "[{\"name\":\"a\",\"cpe\":\"cpe:2.3:a\"}]}", "components[0].cpe", NULL },
        { BOM "[{\"name\":\"a\",\"components\":[{\"name\":7}]}]}", "components[0].components[0].name", NULL },
        { BOM "[{\"name\":\"a\"}", NULL, NULL },
        { "<bom/>", NULL, "namnrymd" }, { "<bom xmlns='http://cyclonedx.org/schema/bom/1.9'/>", "rad 1", "1.0 till 1.7" },
        { XML "\n<components>\n<component/></components></bom>", "rad 3: name", "namn" },
        { XML "\n<components>\n<component>", "rad 3", "välformad" },
        { "<!DOCTYPE bom [<!ENTITY x 'y'>]>" XML "</bom>", "rad 1", "deklarationer" },
        { "<!DOCTYPE bom [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>" XML "&b;</bom>", "rad 1", "deklarationer" },
        { "<!DOCTYPE bom SYSTEM 'file:///etc/passwd'>" XML "</bom>", "rad 1", "yttre fil" },
        { "<!DOCTYPE bom PUBLIC 'a' 'http://example.org/x'>" XML "</bom>", "rad 1", "yttre fil" },
        { XML "&x;</bom>", "rad 1", NULL },
    };
    for (size_t i = 0; i < LEN(rows); i++)
        expect_fault("cyclonedx", str(rows[i].text), E_INVALID, rows[i].place, rows[i].part);
}

static void put_times(struct buf *b, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_put(b, str(text));
}

static void limits_are_named(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new((size_t)32 << 20);
    /* nesting */
    buf_put(&b, S(BOM));
    put_times(&b, "[{\"name\":\"a\",\"components\":", 40);
    expect_fault("cyclonedx", buf_str(&b), E_LIMIT, NULL, "nivåer");
    buf_reset(&b);
    buf_put(&b, S(XML));
    put_times(&b, "<a>", 63);
    put_times(&b, "</a>", 63);
    buf_put(&b, S("</bom>"));
    struct inventory inv cleanup(inventory_free) = inventory_new(1 << 20);
    assert_int_equal(read_as("cyclonedx", buf_str(&b), &inv, NULL), OK);
    buf_reset(&b);
    buf_put(&b, S(XML));
    put_times(&b, "<a>", 64);
    expect_fault("cyclonedx", buf_str(&b), E_LIMIT, "rad 1", "nivåer");
    /* text */
    buf_reset(&b);
    buf_put(&b, S(XML "<components><component><name>"));
    put_times(&b, "0123456789abcdef", (1 << 16) + 1);
    expect_fault("cyclonedx", buf_str(&b), E_LIMIT, "rad 1", "Texten");
    buf_reset(&b);
    buf_put(&b, S("SPDXVersion: SPDX-2.3\nPackageName: "));
    put_times(&b, "0123456789abcdef", (1 << 16) + 1);
    expect_fault("spdx", buf_str(&b), E_LIMIT, "rad 2", "Texten");
    /* record */
    buf_reset(&b);
    buf_put(&b, S(BOM "[{\"name\":\"a\",\"x\":["));
    put_times(&b, "\"0123456789abcde\",", 490000);
    buf_put(&b, S("0]}]}"));
    expect_fault("cyclonedx", buf_str(&b), E_LIMIT, "components[0]", "Posten");
    /* a CPE name */
    buf_reset(&b);
    buf_put(&b, S(HEADER ",cpe\n1,,a,,,,cpe:2.3:a:v:"));
    put_times(&b, "p", 2048);
    buf_put(&b, S(":1:*:*:*:*:*:*:*\n"));
    expect_fault("csv", buf_str(&b), E_LIMIT, "rad 2, kolumn cpe", NULL);
}

static void spdx_as_json(void **state)
{
    (void)state;
    expect_lines("spdx",
        "{\"packages\":[{\"SPDXID\":\"SPDXRef-1\",\"name\":\"log4j\",\"versionInfo\":\"2.14.1\","
        "\"supplier\":\"Organization: Apache (a@b.example)\"},"
        "{\"SPDXID\":\"SPDXRef-2\",\"name\":\"x\",\"versionInfo\":\"NOASSERTION\",\"supplier\":\"NOASSERTION\","
        "\"primaryPackagePurpose\":\"OPERATING-SYSTEM\","
        "\"externalRefs\":[{\"referenceCategory\":\"PACKAGE-MANAGER\",\"referenceType\":\"purl\","
        "\"referenceLocator\":\"pkg:npm/x@1\"}]},"
        "{\"SPDXID\":\"SPDXRef-3\",\"name\":\"y\",\"externalRefs\":[{\"referenceType\":\"cpe22Type\","
        "\"referenceLocator\":\"cpe:/a:v:y:1\"},"
        "{\"referenceType\":\"http://spdx.org/rdf/references/cpe23Type\",\"referenceLocator\":\"cpe:2.3:a:v:y:2:*:*:*:*:*:*:*\"}"
        "]}],"
        "\"files\":[{\"SPDXID\":\"SPDXRef-f\",\"fileName\":\"./a\"}],\"spdxVersion\":\"SPDX-2.3\"}",
        "SPDXRef-1||a|Apache|log4j|2.14.1||\nSPDXRef-2||o||x|||pkg:npm/x@1\nSPDXRef-3||a|v|y|2|cpe:2.3:a:v:y:2:*:*:*:*:*:*:*|\n");
    expect_fault("spdx", S("{\"packages\":[]}"), E_INVALID, "spdxVersion", "version");
    expect_fault("spdx", S("{\"spdxVersion\":\"SPDX-1.2\"}"), E_INVALID, "spdxVersion", "SPDX-2.3");
    expect_fault("spdx", S("{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[{\"SPDXID\":\"a\"}]}"), E_INVALID,
        "packages[0].name", "namn");
    expect_fault("spdx", S("<rdf/>"), E_INVALID, "", "RDF");
}

static void spdx_as_tags(void **state)
{
    (void)state;
    expect_lines("spdx",
        "# a comment\nSPDXVersion: SPDX-2.2\r\nDocumentName: d\nSPDXID: SPDXRef-DOCUMENT\n"
        "DocumentComment: <text>one\nPackageName: not this\n</text>\n\n"
        "PackageName: log4j\nSPDXID: SPDXRef-1\nPackageVersion: 2.14.1\nPackageSupplier: Organization: Apache "
        "()\nPackageComment: <text>x</text>\n"
        "Relationship: SPDXRef-1 CONTAINS SPDXRef-2\nExternalRef: SECURITY cpe23Type "
        "cpe:2.3:a:apache:log4j:2.14.1:*:*:*:*:*:*:*\n"
        "FileName: ./a\nSPDXID: SPDXRef-file\n"
        "PackageName: b\nSPDXID: SPDXRef-2\nExternalRef: PACKAGE-MANAGER purl pkg:npm/b@1\nExternalRefComment: <text>y</text>",
        "SPDXRef-1||a|apache|log4j|2.14.1|cpe:2.3:a:apache:log4j:2.14.1:*:*:*:*:*:*:*|\nSPDXRef-2||a||b|||pkg:npm/b@1\n");
    static const struct {
        const char *text, *place, *part;
    } rows[] = {
        { "", "SPDXVersion", "version" },
        { "hej hej\n", "rad 1", "Tagg" },
        { "SPDXVersion: SPDX-2.1\n", "rad 1", "SPDX-2.3" },
        { "SPDXVersion: SPDX-2.3\nComment: <text>a\nb", "rad 2", "</text>" },
        { "SPDXVersion: SPDX-2.3\nComment: <text>"
          "a\nb</text> c\n",
            "rad 2", "sluta" },
        { "SPDXVersion: SPDX-2.3\nComment: <text>a\n\xFF</text>\n", "rad 2", "UTF-8" },
        { "SPDXVersion: SPDX-2.3\n\nPackageName: a\nExternalRef: SECURITY cpe23Type cpe:2.3:a\nPackageName: b\n",
            "rad 3: cpe", NULL },
        { "SPDXVersion: SPDX-2.3\nPackageName:\n", "rad 2: name", "namn" },
    };
    for (size_t i = 0; i < LEN(rows); i++)
        expect_fault("spdx", str(rows[i].text), E_INVALID, rows[i].place, rows[i].part);
}

static void spdx_as_json_ld(void **state)
{
    (void)state;
    expect_lines("spdx",
        "{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"@graph\":["
        "{\"suppliedBy\":\"urn:org\",\"spdxId\":\"urn:p1\",\"name\":\"log4j\",\"software_packageVersion\":\"2.14.1\","
        "\"type\":\"software_Package\"},"
        "{\"type\":\"CreationInfo\",\"@id\":\"_:c\",\"specVersion\":\"3.0.1\"},{\"type\":\"Organization\",\"spdxId\":\"urn:org\","
        "\"name\":\"Apache\"},"
        "{\"type\":\"software_Package\",\"spdxId\":\"urn:p2\",\"name\":\"y\",\"software_primaryPurpose\":\"firmware\","
        "\"software_packageUrl\":\"pkg:npm/y@1\","
        "\"externalIdentifier\":[{\"type\":\"ExternalIdentifier\",\"externalIdentifierType\":\"cpe23\","
        "\"identifier\":\"cpe:2.3:o:v:y:2:*:*:*:*:*:*:*\"}]},"
        "{\"type\":\"software_File\",\"spdxId\":\"urn:f\",\"name\":\"f\"}]}",
        "urn:p1||a|Apache|log4j|2.14.1||\nurn:p2||o|v|y|2|cpe:2.3:o:v:y:2:*:*:*:*:*:*:*|pkg:npm/y@1\n");
    expect_fault("spdx", S("{\"@context\":\"x\"}"), E_INVALID, "@graph", "element");
    expect_fault("spdx", S("{\"@context\":\"x\",\"@graph\":[{\"type\":\"CreationInfo\",\"specVersion\":\"4.0\"}]}"),
        E_INVALID, "@graph[0].specVersion", "3.0");
    expect_fault("spdx", S("{\"@context\":\"x\",\"@graph\":[{\"type\":\"A\"},{\"type\":\"software_Package\"}]}"),
        E_INVALID, "@graph[1].name", "namn");
}

static void nmap_scans(void **state)
{
    (void)state;
    expect_lines("nmap",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE nmaprun>\n<?xml-stylesheet href=\"file:///nmap.xsl\"?>\n<nmaprun "
        "scanner=\"nmap\">"
        "<host><status state=\"up\"/><address addr=\"00:11:22:33:44:55\" addrtype=\"mac\"/><address addr=\"10.0.0.1\" "
        "addrtype=\"ipv4\"/><hostnames><hostname name=\"a\"/></hostnames>"
        "<ports><port protocol=\"tcp\" portid=\"22\"><state state=\"open\"/><service name=\"ssh\" product=\"OpenSSH\" "
        "version=\"8.4p1\"><cpe>cpe:/a:openbsd:openssh:8.4p1</cpe><cpe>cpe:/o:linux:linux_kernel</cpe></service></port>"
        "<port protocol=\"tcp\" portid=\"23\"><state state=\"closed\"/><service name=\"telnet\" product=\"T\"><cpe>"
        "cpe:/a:v:t</cpe></service></port>"
        "<port protocol=\"udp\" portid=\"53\"><state state=\"open\"/><service name=\"domain\" product=\"Own DNS\" version=\"1\"/>"
        "</port>"
        "<port protocol=\"tcp\" portid=\"80\"><state state=\"open\"/><service name=\"http\"/></port></ports>"
        "<os><osmatch name=\"Linux 5\" accuracy=\"98\"><osclass><cpe>cpe:/o:linux:linux_kernel:5</cpe></osclass><osclass><cpe>"
        "cpe:/o:linux:linux_kernel</cpe></osclass></osmatch>"
        "<osmatch name=\"Other\" accuracy=\"90\"><osclass><cpe>cpe:/o:other:os</cpe></osclass></osmatch></os></host>"
        "<host><status state=\"down\"/><address addr=\"10.0.0.2\" addrtype=\"ipv4\"/><ports><port protocol=\"tcp\" portid=\"1\">"
        "<state state=\"open\"/><service product=\"X\"/></port></ports></host>"
        "<host><address addr=\"fe80::1\" addrtype=\"ipv6\"/><ports><port protocol=\"tcp\" portid=\"1\"><state state=\"open\"/>"
        "<service product=\"X\"/></port></ports></host></nmaprun>",
        "10.0.0.1/tcp/22|10.0.0.1|a|openbsd|openssh|8.4p1|cpe:/a:openbsd:openssh:8.4p1|\n10.0.0.1/tcp/22#2|10.0.0.1|o|linux|linux"
        "_kernel||cpe:/o:linux:linux_kernel|\n"
        "10.0.0.1/udp/53|10.0.0.1|a||Own "
        "DNS|1||\n10.0.0.1/os|10.0.0.1|o|linux|linux_kernel|5|cpe:/o:linux:linux_kernel:5|\nfe80::1/tcp/1|fe80::1|a||X|||\n");
    expect_fault("nmap", S("<x/>"), E_INVALID, "rad 1", "nmaprun");
    expect_fault("nmap", S("<!DOCTYPE nmaprun [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><nmaprun>&a;</nmaprun>"),
        E_INVALID, "rad 1", NULL);
    expect_fault("nmap",
        S("<nmaprun>\n<host><ports><port protocol='tcp' portid='1'><state state='open'/><service product='X'/>"
          "</port></ports></host></nmaprun>"),
        E_INVALID, "rad 2: host", "adress");
}

static void real_bills_are_read_whole(void **state)
{
    (void)state;
    static const struct { const char *format, *path; size_t n, purls; } rows[] = {
        { "cyclonedx", "dropwizard-1.3.15-bom.json", 168, 168 }, { "cyclonedx", "laravel-7.12.0-bom.1.4.json", 63, 63 },
        { "cyclonedx", "laravel-7.12.0-bom.1.4.xml", 63, 63 }, { "spdx", "appbomination.spdx22.json", 7, 4 },
    };
    struct inventory kept[LEN(rows)];
    for (size_t i = 0; i < LEN(rows); i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/../shared/data/sbom/%s", SOURCE_ROOT, rows[i].path);
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0) {
            for (size_t k = 0; k < i; k++)
                inventory_free(&kept[k]);
            skip();
        }
        struct inventory_file file cleanup(inventory_file_close) = { 0 };
        assert_int_equal(inventory_file_open(fd, &file, NULL), OK);
        close(fd);
        kept[i] = inventory_new((size_t)16 << 20);
        struct fault f = { 0 };
        if (read_as(rows[i].format, file.text, &kept[i], &f) != OK)
            fail_msg("%s: %s: %s", rows[i].path, f.place, f.text);
        assert_int_equal(kept[i].n, rows[i].n);
        size_t purls = 0;
        for (size_t k = 0; k < kept[i].n; k++)
            purls += kept[i].items[k].purl.n > 0;
        assert_int_equal(purls, rows[i].purls);
    }
    /* The same bill in both forms gives the same items. */
    for (size_t k = 0; k < kept[1].n; k++) {
        assert_true(str_eq(kept[1].items[k].id, kept[2].items[k].id));
        assert_true(str_eq(kept[1].items[k].vendor, kept[2].items[k].vendor));
        assert_true(str_eq(kept[1].items[k].version, kept[2].items[k].version));
        assert_true(str_eq(kept[1].items[k].purl, kept[2].items[k].purl));
    }
    for (size_t i = 0; i < LEN(rows); i++)
        inventory_free(&kept[i]);
}

static void the_child_reads_and_answers(void **state)
{
    (void)state;
    int in;
    assert_int_equal(sandbox_memory_file(S(HEADER "\n1,,a,v,p,1\n"), &in, NULL), OK);
    struct arena a cleanup(arena_free) = arena_new(4096);
    struct buf out cleanup(buf_free) = buf_new(4096);
    const char *argv[] = { "csv" };
    struct sandbox_job job = { .fork_run = inventory_child,
        .in = &in,
        .in_n = 1,
        .argv = argv,
        .argc = 1,
        .limits = SANDBOX_LIMITS,
        .sink = sandbox_sink_buf,
        .ctx = &out };
    assert_int_equal(sandbox_run(&job, &a, NULL, NULL), OK);
    assert_true(str_is(buf_str(&out), "{\"id\":\"1\",\"host\":null,\"part\":\"a\",\"vendor\":\"v\",\"product\":\"p\","
        "\"version\":\"1\",\"cpe\":null,\"purl\":null}\n"));
    struct fault f;
    argv[0] = "nmap";
    assert_int_equal(sandbox_run(&job, &a, NULL, &f), E_INVALID);
    assert_string_equal(f.place, "rad 1");
    close(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_inventories),
        cmocka_unit_test(csv_faults_name_the_line),
        cmocka_unit_test(cyclonedx_in_both_forms),
        cmocka_unit_test(cyclonedx_faults),
        cmocka_unit_test(limits_are_named),
        cmocka_unit_test(spdx_as_json),
        cmocka_unit_test(spdx_as_tags),
        cmocka_unit_test(spdx_as_json_ld),
        cmocka_unit_test(nmap_scans),
        cmocka_unit_test(real_bills_are_read_whole),
        cmocka_unit_test(the_child_reads_and_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
