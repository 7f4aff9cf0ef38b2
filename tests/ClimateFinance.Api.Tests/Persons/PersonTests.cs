using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Persons;

public sealed class PersonTests(MarketApp app) : IClassFixture<MarketApp>
{
    private static readonly object Officer = new { name = "王某", position = "客户经理", phone = "+86 0310-1234567", email = "officer@bank.example" };

    [Fact]
    public async Task An_officer_is_known_to_the_bank_its_bureau_and_the_enterprises_it_deals_with()
    {
        var (bank, enterprise) = (await app.VerifiedBankAsync(), await app.VerifiedEnterpriseAsync());
        var made = (await bank.PostAsync($"banks/{bank.Organisation}/officers", Officer)).Expect(201);
        Assert.Null(made.ETag);
        var (list, one) = ($"banks/{bank.Organisation}/officers", made.Location!);

        await SeesAsync(bank, app.AsBureau());
        await SeesNotAsync(enterprise, app.AsBank(Guid.CreateVersion7()), app.AsBureau("130100"));
        (await app.AsOperator().GetAsync(one)).ExpectProblem(403, "http.forbidden");
        await app.ShareDealAsync(enterprise.Organisation, bank.Organisation);
        await SeesAsync(enterprise);

        async Task SeesAsync(params MarketClient[] clients)
        {
            foreach (var client in clients)
            {
                Assert.Equal("+86 0310-1234567", (await client.GetAsync(one)).Expect(200).Str("phone"));
                Assert.Equal(("officer", "王某"), ((await client.GetAsync(list)).Expect(200).Str("items.0.kind"), (await client.GetAsync(list)).Str("items.0.name")));
            }
        }

        async Task SeesNotAsync(params MarketClient[] clients)
        {
            foreach (var client in clients)
            {
                (await client.GetAsync(one)).ExpectProblem(404, "person.unknown");
                Assert.Equal(0, (await client.GetAsync(list)).Expect(200).Count());
            }
        }
    }

    [Fact]
    public async Task A_contact_is_known_to_banks_in_a_shared_deal()
    {
        var (bank, enterprise) = (await app.VerifiedBankAsync(), await app.VerifiedEnterpriseAsync());
        var made = (await enterprise.PostAsync($"enterprises/{enterprise.Organisation}/contacts", new { name = "李某", position = "财务部部长" })).Expect(201);
        (await bank.GetAsync(made.Location!)).ExpectProblem(404, "person.unknown");
        await app.ShareDealAsync(enterprise.Organisation, bank.Organisation);
        Assert.Equal("contact", (await bank.GetAsync(made.Location!)).Expect(200).Str("kind"));
        Assert.Equal(1, (await bank.GetAsync($"enterprises/{enterprise.Organisation}/contacts")).Expect(200).Count());
    }

    [Fact]
    public async Task Erasing_leaves_the_id_and_nothing_else()
    {
        var bank = await app.VerifiedBankAsync();
        var made = (await bank.PostAsync($"banks/{bank.Organisation}/officers", new { name = "forgotten", position = "forgotten", phone = "1", email = "forgotten@bank.example" }, key: "officer")).Expect(201);
        var one = made.Location!;

        (await app.AsBank(Guid.CreateVersion7()).SendAsync(HttpMethod.Delete, one, null)).ExpectProblem(404, "person.unknown");
        (await app.AsBureau().SendAsync(HttpMethod.Delete, one, null)).ExpectProblem(403, "http.forbidden");
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal("erased", (await bank.SendAsync(HttpMethod.Delete, one, null)).Expect(200).Str("status"));

        var left = (await bank.GetAsync(one)).Expect(200);
        Assert.Equal(made.Id("personId"), left.Id("personId"));
        foreach (var field in new[] { "name", "position", "phone", "email" }) Assert.Null(left[field]);
        Assert.NotNull(left["erasedAt"]);
        Assert.Equal(0, (await bank.GetAsync($"banks/{bank.Organisation}/officers")).Expect(200).Count());

        // Nothing of the person lies anywhere else: not in an event, not in an answer that is kept for repeats.
        var traces = await app.Services.GetRequiredService<IEventStore>().QueryAsync(
            new Sql(
                """
                select count(*) from (
                    select data::text as text from mt_events union all
                    select convert_from(body, 'UTF8') from idempotency_answer union all
                    select to_jsonb(p)::text from person p) kept
                where text like '%forgotten%'
                """),
            row => row.GetInt64(0),
            CancellationToken.None);
        Assert.Equal([0L], traces);
    }

    [Fact]
    public async Task Only_the_organisation_itself_names_its_people()
    {
        var (bank, enterprise) = (await app.VerifiedBankAsync(), await app.VerifiedEnterpriseAsync());
        (await app.AsBank(Guid.CreateVersion7()).PostAsync($"banks/{bank.Organisation}/officers", Officer)).ExpectProblem(403, "bank.not_yours");
        (await enterprise.PostAsync($"banks/{bank.Organisation}/officers", Officer)).ExpectProblem(403, "http.forbidden");
        (await app.AsEnterprise(Guid.CreateVersion7()).PostAsync($"enterprises/{enterprise.Organisation}/contacts", Officer)).ExpectProblem(404, "enterprise.unknown");
        var unregistered = app.AsBank(Guid.CreateVersion7());
        (await unregistered.PostAsync($"banks/{unregistered.Organisation}/officers", Officer)).ExpectProblem(404, "bank.unknown");
    }

    [Fact]
    public async Task A_repeat_under_the_same_key_names_one_person()
    {
        var bank = await app.VerifiedBankAsync();
        var first = (await bank.PostAsync($"banks/{bank.Organisation}/officers", Officer, key: "one")).Expect(201);
        var again = (await bank.PostAsync($"banks/{bank.Organisation}/officers", Officer, key: "one")).Expect(201);
        Assert.Equal((first.Text, first.Location, "true"), (again.Text, again.Location, again.Headers["Idempotency-Replayed"]));
        Assert.Equal(1, (await bank.GetAsync($"banks/{bank.Organisation}/officers")).Expect(200).Count());
    }

    [Theory]
    [InlineData("{\"name\":\"\",\"position\":\"p\"}", "name", "text.empty")]
    [InlineData("{\"name\":\"n\"}", "position", "field.missing")]
    [InlineData("{\"name\":\"n\",\"position\":\"p\",\"phone\":\"call me\"}", "phone", "phone.wrong_form")]
    [InlineData("{\"name\":\"n\",\"position\":\"p\",\"email\":\"@bank\"}", "email", "email.wrong_form")]
    [InlineData("{\"name\":\"n\",\"position\":\"p\",\"email\":\"a@b@c\"}", "email", "email.wrong_form")]
    [InlineData("{\"name\":\"n\",\"position\":\"p\",\"idCard\":\"1\"}", "idCard", "field.unknown")]
    public async Task A_flawed_person_is_named(string body, string field, string code)
    {
        var bank = app.AsBank(Guid.CreateVersion7());
        (await bank.PostRawAsync($"banks/{bank.Organisation}/officers", body)).ExpectFlaw(field, code);
    }
}
