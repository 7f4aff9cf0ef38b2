using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Contract;

/// <summary>The contract leaves nothing out: each operation says who may call it, with what, and everything it can answer, with examples.</summary>
public sealed partial class ContractCompletenessTests(ServedContract served) : IClassFixture<ServedContract>
{
    private static readonly string[] Anonymous =
    [
        "Login", "RefreshSession", "SignOut", "AcceptInvitation", "EnrolSecondFactor", "ConfirmSecondFactor", "RemoveSecondFactor", "IssueClientToken",
    ];

    private ContractDocument Contract => served.Document;

    [Fact]
    public void Every_operation_has_a_name_of_its_own_a_summary_a_tag_and_its_security()
    {
        Assert.Empty(Contract.Operations.GroupBy(o => o.Id).Where(same => same.Count() > 1).Select(same => same.Key));
        ForEach(o => UseCaseName().IsMatch(o.Id), "operationId");
        ForEach(o => !string.IsNullOrWhiteSpace(o.Json["summary"]?.GetValue<string>()), "summary");
        ForEach(o => o.Json["tags"]?.AsArray().Count == 1, "one tag");
        ForEach(o => o.Json["security"]?.AsArray() is { } security && security.Count == (Anonymous.Contains(o.Id) ? 0 : 1), "security");
    }

    [Fact]
    public void Every_operation_lists_the_refusals_that_follow_from_what_it_is()
    {
        ForEach(o => Has(o, "400", "503"), "400 and 503");
        ForEach(o => Anonymous.Contains(o.Id) || Has(o, "401", "403"), "401 and 403");
        ForEach(o => !o.Path.Contains('{', StringComparison.Ordinal) || Has(o, "404"), "404");
        ForEach(o => o.RequestContent is null || Has(o, "413", "415"), "413 and 415");
        ForEach(o => o.HasHeader("If-Match") == Has(o, "412", "428"), "412 and 428 just where If-Match is");
        ForEach(o => o.HasHeader("Idempotency-Key") == Has(o, "422"), "422 just where Idempotency-Key is");
        ForEach(o => o.Method != "PUT" || o.HasHeader("If-Match"), "If-Match on a change");
        ForEach(o => o.Responses.All(r => r.Key[0] is '2' or '3' || Contract.Resolve(r.Value)?["content"]?["application/problem+json"]?["schema"] is not null), "problems");
        ForEach(o => Has(o, "429"), "429, for every caller is limited");
    }

    [Fact]
    public void Every_json_body_and_answer_has_an_example_that_is_valid_by_its_own_schema()
    {
        var conformance = new ContractConformance(Contract);
        var faults = new List<string>();
        foreach (var operation in Contract.Operations)
        {
            Look(operation, "request", operation.RequestContent);
            foreach (var (status, response) in operation.Responses)
            {
                foreach (var (_, content) in Contract.Resolve(response)?["content"]?.AsObject() ?? []) Look(operation, status, content);
            }
        }

        Assert.Empty(faults);

        void Look(ContractOperation operation, string where, JsonNode? content)
        {
            if (content is null) return;
            if (content["example"] is not { } example) faults.Add($"{operation} {where}: no example");
            else faults.AddRange(conformance.Faults(example, content["schema"]!).Select(fault => $"{operation} {where}: {fault}"));
        }
    }

    [Fact]
    public void Every_parameter_is_typed_and_described_and_every_list_takes_a_limit_and_a_cursor()
    {
        ForEach(o => o.Parameters.All(p => Contract.Resolve(p["schema"])?["type"] is not null), "typed parameters");
        ForEach(o => o.Parameters.All(p => !string.IsNullOrWhiteSpace(p["description"]?.GetValue<string>())), "described parameters");
        ForEach(
            o => o.Json["responses"]?["200"]?["content"]?["application/json"]?["schema"]?["$ref"]?.GetValue<string>().Contains("/PageOf", StringComparison.Ordinal) != true
                || new[] { "limit", "cursor" }.All(name => o.Parameters.Any(p => p["name"]!.GetValue<string>() == name)),
            "limit and cursor");
        ForEach(o => o.Parameters.Where(p => p["in"]!.GetValue<string>() == "header" && p["name"]!.GetValue<string>() == "If-Match").All(p => p["required"]!.GetValue<bool>()), "If-Match demanded");
    }

    [Fact]
    public void Every_enum_is_of_camelCase_words_and_every_schema_is_used()
    {
        Assert.All(Contract.Schemas.SelectMany(s => s.Value!["enum"]?.AsArray() ?? []), value => Assert.Matches(CamelCase(), value!.GetValue<string>()));
        Assert.All(Contract.Schemas, s => Assert.Contains($"\"#/components/schemas/{s.Key}\"", served.Text, StringComparison.Ordinal));
        Assert.All(Reference().Matches(served.Text).Select(m => m.Groups[1].Value).Distinct(), r => Assert.NotNull(Contract.Resolve(new JsonObject { ["$ref"] = r })));
    }

    [Fact]
    public void Every_endpoint_is_in_the_contract_and_nothing_else()
    {
        var mapped = served.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {Constraint().Replace(e.RoutePattern.RawText!, "}").TrimEnd('/')}"));
        Assert.Equal(mapped.Order(StringComparer.Ordinal), Contract.Operations.Select(o => $"{o.Method} {o.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_contract_names_no_host_and_no_type_of_the_code()
    {
        Assert.Null(Contract.Root["servers"]);
        Assert.DoesNotContain("http://", served.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ClimateFinance.", served.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', served.Text);
        Assert.EndsWith("}\n", served.Text, StringComparison.Ordinal);
    }

    private static bool Has(ContractOperation operation, params ReadOnlySpan<string> statuses)
    {
        foreach (var status in statuses)
        {
            if (operation.Json["responses"]?[status] is null) return false;
        }

        return true;
    }

    private void ForEach(Func<ContractOperation, bool> holds, string what)
    {
        Assert.True(Contract.Operations.Count() > 50, "The contract is all but empty.");
        var wanting = Contract.Operations.Where(o => !holds(o)).Select(o => o.ToString()).ToArray();
        Assert.True(wanting.Length == 0, $"Not so ({what}): {string.Join(", ", wanting)}");
    }

    [GeneratedRegex("^[A-Z][A-Za-z]+$")]
    private static partial Regex UseCaseName();

    [GeneratedRegex("^[a-z][A-Za-z0-9]*$")]
    private static partial Regex CamelCase();

    [GeneratedRegex(":[a-z]+}")]
    private static partial Regex Constraint();

    [GeneratedRegex("\"\\$ref\": \"([^\"]+)\"")]
    private static partial Regex Reference();
}
