using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Http;

/// <summary>Whatever is wrong with a request, the answer is a problem in the caller's language that shows nothing of the inside.</summary>
public sealed partial class ProblemTests(MarketApp app) : IClassFixture<MarketApp>
{
    private readonly Scenario scenario = new(app);

    [Fact]
    public async Task Every_refusal_of_the_transport_is_a_problem_in_english_and_in_chinese()
    {
        var bank = await scenario.BankAsync();
        var product = await scenario.ProductAsync(bank);
        (string Code, int Status, Func<string, Task<ApiAnswer>> Ask)[] refusals =
        [
            ("http.unauthorized", 401, language => app.Anonymous().GetAsync("products", language: language)),
            ("http.forbidden", 403, language => bank.GetAsync("oversight/board", language: language)),
            ("http.not_found", 404, language => bank.GetAsync("nothing-here", language: language)),
            ("http.not_found", 404, language => bank.GetAsync("/nothing-here-either", language: language)),
            ("http.not_found", 404, language => bank.GetAsync("products/not-an-id", language: language)),
            ("product.unknown", 404, language => bank.GetAsync($"products/{Guid.CreateVersion7()}", language: language)),
            ("http.method_not_allowed", 405, language => Send(bank, HttpMethod.Delete, $"products/{product}", language)),
            ("http.method_not_allowed", 405, language => Send(bank, HttpMethod.Options, "products", language)),
            ("http.method_not_allowed", 405, language => Send(bank, HttpMethod.Patch, $"products/{product}", language)),
            ("http.unsupported_media_type", 415, language => Send(bank, HttpMethod.Post, "products", language, new StringContent("terms=1", Encoding.UTF8, "application/x-www-form-urlencoded"))),
            ("http.body_too_large", 413, language => Send(bank, HttpMethod.Post, "products", language, Json($"{{\"terms\":\"{new string('x', 300_000)}\"}}"))),
            ("request.invalid", 400, language => Send(bank, HttpMethod.Post, "products", language, Json("{\"terms\":"))),
            ("request.invalid", 400, language => bank.GetAsync("products?colour=green", language: language)),
            ("request.invalid", 400, language => bank.GetAsync("products?bankId=1", language: language)),
            ("request.invalid", 400, language => bank.GetAsync("products?kind=a%00b", language: language)),
            ("etag.missing", 428, language => Send(bank, HttpMethod.Post, $"products/{product}/suspension", language, Json("{\"reason\":\"x\"}"))),
        ];
        foreach (var (code, status, ask) in refusals)
        {
            var english = Clean((await ask("en")).ExpectProblem(status, code));
            var chinese = Clean((await ask("zh-CN")).ExpectProblem(status, code));
            Assert.Equal("en", english.Headers["Content-Language"]);
            Assert.Equal("zh-CN", chinese.Headers["Content-Language"]);
            Assert.DoesNotMatch(Han(), english.Str("title"));
            Assert.Matches(Han(), chinese.Str("title"));
            Assert.Matches(Han(), chinese.Str("detail"));
        }
    }

    [Fact]
    public async Task A_method_that_an_address_does_not_take_is_told_which_it_takes() =>
        Assert.Equal("GET, POST", string.Join(", ", (await Send(app.AsBureau(), HttpMethod.Delete, "products", "en")).Expect(405).Headers["Allow"].Split(", ").Order()));

    [Fact]
    public async Task HEAD_is_no_method_of_this_api_and_its_refusal_has_no_body()
    {
        var answer = (await Send(app.AsBureau(), HttpMethod.Head, "products", "en")).Expect(405);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Empty(answer.Text);
    }

    [Fact]
    public async Task A_body_of_fifty_megabytes_is_refused_before_it_is_sent()
    {
        using var socket = new TcpClient(app.Address.Host, app.Address.Port);
        await using var stream = socket.GetStream();
        var token = app.TokenOf(new Domain.Shared.Caller("officer", Domain.Shared.Role.Bank, Guid.CreateVersion7(), null));
        var head = $"POST /api/v1/products HTTP/1.1\r\nHost: market\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {50 * 1024 * 1024}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var answer = new StringBuilder();
        while (!answer.ToString().Contains("http.body_too_large", StringComparison.Ordinal))
            answer.AppendLine(await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException($"The connection ended after: {answer}"));
        Assert.StartsWith("HTTP/1.1 413", answer.ToString(), StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer.ToString(), StringComparison.Ordinal);
        (await app.AsBureau().GetAsync("products")).Expect(200);
    }

    [Theory]
    [InlineData("", "$", "body.missing")]
    [InlineData("null", "$", "body.missing")]
    [InlineData("{", "$", "body.not_json")]
    [InlineData("{\"terms\":{},\"terms\":{}}", "$", "body.not_json")]
    [InlineData("[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", "$", "body.not_json")]
    [InlineData("[]", "$", "field.wrong_type")]
    [InlineData("{}", "terms", "field.missing")]
    [InlineData("{\"terms\":null}", "terms", "field.null")]
    [InlineData("{\"terms\":\"all\"}", "terms", "field.wrong_type")]
    [InlineData("{\"terms\":{},\"colour\":1}", "colour", "field.unknown")]
    [InlineData("{\"\\ud800\":{}}", "$", "body.not_unicode")]
    [InlineData("{\"Terms\":{}}", "Terms", "field.unknown")]
    public async Task A_body_that_does_not_read_is_told_where(string body, string field, string code) =>
        Clean((await app.AsBank(Guid.CreateVersion7()).PostRawAsync("products", body)).ExpectFlaw(field, code));

    [Theory]
    [InlineData("benchmark", "\"libor\"", "field.not_one_of")]
    [InlineData("benchmark", "\"Lpr5y\"", "field.not_one_of")]
    [InlineData("benchmark", "1", "field.not_one_of")]
    [InlineData("repaymentPlans", "[\"bullet\",7]", "field.not_one_of", "[1]")]
    [InlineData("regions", "\"130400\"", "field.wrong_type")]
    [InlineData("regions", "[null]", "field.null", "[0]")]
    [InlineData("validFrom", "\"01/02/2026\"", "field.wrong_type")]
    [InlineData("validFrom", "\"2026-02-30\"", "field.wrong_type")]
    [InlineData("termMinMonths", "\"36\"", "field.wrong_type")]
    [InlineData("termMinMonths", "36.5", "field.wrong_type")]
    [InlineData("termMinMonths", "99999999999", "field.wrong_type")]
    [InlineData("termMinMonths", "0", "term.out_of_range")]
    [InlineData("termMaxMonths", "361", "term.out_of_range")]
    [InlineData("amountMinCny", "-1", "amount.not_positive")]
    [InlineData("amountMinCny", "0", "amount.not_positive")]
    [InlineData("amountMaxCny", "1000000000000.01", "amount.too_large")]
    [InlineData("amountMaxCny", "1e30", "field.wrong_type")]
    [InlineData("amountMaxCny", "1e400", "field.wrong_type")]
    [InlineData("amountMaxCny", "100.001", "amount.too_many_decimals")]
    [InlineData("amountMaxCny", "\"100\"", "field.wrong_type")]
    [InlineData("spreadMinBp", "-1001", "rate.out_of_range")]
    [InlineData("name", "\"\"", "text.empty")]
    [InlineData("name", "\"   \"", "text.empty")]
    [InlineData("name", "\"a\\u0000b\"", "text.control_character")]
    [InlineData("name", "\"a\\ud800b\"", "field.unreadable")]
    [InlineData("name", "true", "field.wrong_type")]
    [InlineData("admissionRequired", "\"yes\"", "field.wrong_type")]
    [InlineData("industries", "[\"9\"]", "industry.wrong_form", "[0]")]
    [InlineData("colour", "\"green\"", "field.unknown")]
    public async Task A_field_that_cannot_be_is_named_with_what_is_wrong(string field, string value, string code, string place = "")
    {
        var terms = scenario.ProductTerms();
        terms[field] = "@@";
        var body = $"{{\"terms\":{terms.ToJsonString().Replace("\"@@\"", value, StringComparison.Ordinal)}}}";
        Clean((await app.AsBank(Guid.CreateVersion7()).PostRawAsync("products", body)).ExpectFlaw($"terms.{field}{place}", code));
    }

    [Fact]
    public async Task Ranges_that_are_inverted_and_days_that_are_past_are_refused()
    {
        var bank = await scenario.BankAsync();
        Clean((await bank.PostAsync("products", new { terms = scenario.ProductTerms(t => (t["termMinMonths"], t["termMaxMonths"]) = (60, 12)) })).Expect(400));
        Clean((await bank.PostAsync("products", new { terms = scenario.ProductTerms(t => (t["amountMinCny"], t["amountMaxCny"]) = (9_000_000m, 8_000_000m)) })).Expect(400));
        Clean((await bank.PostAsync("products", new { terms = scenario.ProductTerms(t => (t["validFrom"], t["validTo"]) = ("2027-01-01", "2026-01-01")) })).Expect(400));
        var over = scenario.ProductTerms(t => (t["validFrom"], t["validTo"]) = ("2020-01-01", "2020-12-31"));
        Clean((await bank.PostAsync("products", new { terms = over })).ExpectProblem(409, "product.validity_over"));
    }

    [Fact]
    public async Task Words_in_another_charset_than_utf8_are_refused()
    {
        var gbk = new ByteArrayContent([.. "{\"terms\":\""u8, 0xB9, 0xFA, .. "\"}"u8]);
        gbk.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=gb2312");
        Clean((await Send(app.AsBank(Guid.CreateVersion7()), HttpMethod.Post, "products", "en", gbk)).ExpectProblem(415, "http.unsupported_media_type"));

        var raw = new ByteArrayContent([.. "{\"terms\":\""u8, 0xB9, 0xFA, .. "\"}"u8]);
        raw.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        Clean((await Send(app.AsBank(Guid.CreateVersion7()), HttpMethod.Post, "products", "en", raw)).ExpectFlaw("$", "body.not_unicode"));
    }

    [Theory]
    [InlineData("limit=0", "limit", "number.out_of_range")]
    [InlineData("limit=201", "limit", "number.out_of_range")]
    [InlineData("limit=abc", "limit", "number.out_of_range")]
    [InlineData("limit=-1", "limit", "number.out_of_range")]
    [InlineData("limit=", "limit", "number.out_of_range")]
    [InlineData("cursor=abc", "cursor", "cursor.invalid")]
    [InlineData("cursor=", "cursor", "cursor.invalid")]
    [InlineData("status=open", "status", "query.unreadable")]
    [InlineData("bankId=1", "bankId", "query.unreadable")]
    [InlineData("sort=name", "sort", "query.unknown")]
    public async Task A_list_takes_no_input_that_it_does_not_know(string query, string field, string code) =>
        Clean((await app.AsBureau().GetAsync($"products?{query}")).ExpectFlaw(field, code));

    [Fact]
    public async Task A_cursor_that_was_changed_or_is_of_another_list_or_filter_is_refused()
    {
        var bank = await scenario.BankAsync();
        await scenario.ProductAsync(bank);
        await scenario.ProductAsync(bank);
        var cursor = (await bank.GetAsync("products?limit=1")).Expect(200).Str("nextCursor");
        (await bank.GetAsync($"products?limit=1&cursor={cursor}")).Expect(200);
        var changed = (cursor[0] == 'A' ? 'B' : 'A') + cursor[1..];
        (await bank.GetAsync($"products?limit=1&cursor={changed}")).ExpectFlaw("cursor", "cursor.invalid");
        (await bank.GetAsync($"needs?limit=1&cursor={cursor}")).ExpectFlaw("cursor", "cursor.invalid");
        (await bank.GetAsync($"products?limit=1&status=published&cursor={cursor}")).ExpectFlaw("cursor", "cursor.invalid");
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();

    [GeneratedRegex(@"ClimateFinance\.|System\.|Microsoft\.|Npgsql|   at |Exception|select |insert |\.cs\b", RegexOptions.IgnoreCase)]
    private static partial Regex Inside();

    /// <summary>A problem that shows no stack, no SQL and no name of a type.</summary>
    private static ApiAnswer Clean(ApiAnswer answer)
    {
        Assert.DoesNotMatch(Inside(), answer.Text);
        Assert.Equal("application/problem+json", answer.MediaType);
        return answer;
    }

    private static Task<ApiAnswer> Send(MarketClient client, HttpMethod method, string path, string language, HttpContent? content = null) =>
        client.SendAsync(method, path, content, headers => headers.AcceptLanguage.ParseAdd(language));

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
