using System.Text;
using ClimateFinance.Api.Features.Persons;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Xunit;

namespace ClimateFinance.Api.Tests.Persons;

/// <summary>What a thief of the database, or of a backup, reads of contact people: nothing.</summary>
public sealed class PersonSecrecyTests(MarketApp app) : IClassFixture<MarketApp>
{
    private static readonly string[] Personal = ["欧阳不见经传", "Undisclosed Position", "+86 139-0000-4711", "nobody.shall.read@bank.example"];
    private static readonly object Officer = new { name = Personal[0], position = Personal[1], phone = Personal[2], email = Personal[3] };

    private readonly Scenario scenario = new(app);

    [Fact]
    public async Task No_column_of_any_table_shows_a_contact_before_or_after_the_erasure()
    {
        var bank = await scenario.BankAsync();
        var made = (await bank.PostAsync($"banks/{bank.Organisation}/officers", Officer, key: "secret-officer")).Expect(201);
        Assert.Equal(Personal, await FieldsAsync(bank, made));
        await NothingShowsAsync();
        Assert.Equal(1, await CountAsync($"select count(*) from market.person_key where person_id = '{made.Str("personId")}'"));

        (await bank.SendAsync(HttpMethod.Delete, made.Location!, null)).Expect(200);
        await NothingShowsAsync();
        Assert.Equal(0, await CountAsync($"select count(*) from market.person_key where person_id = '{made.Str("personId")}'"));
        Assert.Equal(1, await CountAsync($"select count(*) from market.person where id = '{made.Str("personId")}' and sealed is null and erased_at is not null"));
    }

    [Fact]
    public async Task The_search_for_what_must_not_show_finds_it_when_it_does()
    {
        var bank = await scenario.BankAsync();
        var id = await PlainAsync(bank.Organisation);
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(NothingShowsAsync);
        await app.ExecuteAsync($"delete from market.person where id = '{id}'");
        await NothingShowsAsync();
    }

    [Fact]
    public async Task People_of_a_version_from_before_are_read_and_sealed()
    {
        var bank = await scenario.BankAsync();
        var id = await PlainAsync(bank.Organisation);
        var before = (await bank.GetAsync($"persons/{id}")).Expect(200);
        Assert.Equal(Personal[0], before.Str("name"));

        await SealAsync();
        var after = (await bank.GetAsync($"persons/{id}")).Expect(200);
        Assert.Equal(before.Text, after.Text);
        Assert.Equal(Personal[0], (await bank.GetAsync($"banks/{bank.Organisation}/officers")).Expect(200).Str("items.0.name"));
        await NothingShowsAsync();
        Assert.Equal(0, await SealAsync());
    }

    [Fact]
    public async Task Whom_a_backup_brings_back_without_a_key_stays_erased()
    {
        var bank = await scenario.BankAsync();
        var made = (await bank.PostAsync($"banks/{bank.Organisation}/officers", Officer)).Expect(201);
        await app.ExecuteAsync(
            $"create table if not exists market.kept as select * from market.person where false; insert into market.kept select * from market.person where id = '{made.Str("personId")}'");
        (await bank.SendAsync(HttpMethod.Delete, made.Location!, null)).Expect(200);
        await app.ExecuteAsync(
            $"delete from market.person where id = '{made.Str("personId")}'; insert into market.person select * from market.kept; drop table market.kept");

        var back = (await bank.GetAsync(made.Location!)).Expect(200);
        Assert.All(new[] { "name", "position", "phone", "email" }, field => Assert.Null(back[field]));
    }

    [Fact]
    public async Task A_sealed_row_does_not_open_as_another_persons()
    {
        var bank = await scenario.BankAsync();
        var (one, other) = ((await bank.PostAsync($"banks/{bank.Organisation}/officers", Officer)).Expect(201), (await bank.PostAsync($"banks/{bank.Organisation}/officers", Officer)).Expect(201));
        await app.ExecuteAsync(
            $"""
            update market.person set sealed = (select sealed from market.person where id = '{one.Str("personId")}') where id = '{other.Str("personId")}';
            update market.person_key set wrapped = (select wrapped from market.person_key where person_id = '{one.Str("personId")}') where person_id = '{other.Str("personId")}'
            """);
        Assert.Null((await bank.GetAsync(other.Location!)).Expect(200)["name"]);
        Assert.Equal(2, (await bank.GetAsync($"banks/{bank.Organisation}/officers")).Expect(200).Count());
        await app.ExecuteAsync($"delete from market.person where id = '{other.Str("personId")}'");
    }

    [Fact]
    public async Task A_person_is_exported_to_its_organisation_alone_with_the_facts_that_name_it()
    {
        var desk = await scenario.DealAsync();
        var officer = await desk.OfficerAsync();
        (await desk.ByBankAsync("contact", new { officerId = officer, visitedOn = app.Today, record = "走访" })).Expect(200);
        var export = (await desk.Bank.GetAsync($"persons/{officer}/export")).Expect(200);
        Assert.Equal("王某", export.Str("person.name"));
        Assert.Equal((desk.Id, "contact_made_v1"), (export.Id("mentions.0.dealId"), export.Str("mentions.0.fact")));

        (await desk.Enterprise.GetAsync($"persons/{officer}/export")).ExpectProblem(404, "person.unknown");
        (await app.AsBank(Guid.CreateVersion7()).GetAsync($"persons/{officer}/export")).ExpectProblem(404, "person.unknown");
        (await app.AsBureau().GetAsync($"persons/{officer}/export")).ExpectProblem(403, "http.forbidden");
    }

    private static async Task<string[]> FieldsAsync(MarketClient client, ApiAnswer made)
    {
        var seen = (await client.GetAsync(made.Location!)).Expect(200);
        return [seen.Str("name"), seen.Str("position"), seen.Str("phone"), seen.Str("email")];
    }

    private async Task<Guid> PlainAsync(Guid bank)
    {
        var id = Guid.CreateVersion7();
        await app.ExecuteAsync(
            $"insert into market.person (id, organisation_id, kind, name, position, phone, email, created_at) values ('{id}', '{bank}', 'officer', '{Personal[0]}', '{Personal[1]}', '{Personal[2]}', '{Personal[3]}', now())");
        return id;
    }

    private Task<int> SealAsync() =>
        app.Services.GetServices<IHostedService>().OfType<PersonSealing>().Single().SealAsync(TestContext.Current.CancellationToken);

    /// <summary>Every row of every table, as a dump would write it: texts as they are, bytes in hexadecimal.</summary>
    private async Task NothingShowsAsync()
    {
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand("select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')", connection))
        await using (var reader = await list.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken)) tables.Add(reader.GetString(0));
        }

        Assert.Contains("market.person", tables);
        foreach (var table in tables)
        {
            await using var dump = new NpgsqlCommand($"select coalesce(string_agg(t::text, E'\\n'), '') from {table} t", connection);
            var text = (string)(await dump.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
            foreach (var secret in Personal)
            {
                Assert.False(text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{table} shows {secret}.");
                Assert.False(text.Contains(Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), StringComparison.OrdinalIgnoreCase), $"{table} holds {secret} in bytes.");
            }
        }
    }

    private async Task<long> CountAsync(string sql) =>
        (await app.Services.GetRequiredService<IEventStore>().QueryAsync(new Sql(sql), row => row.GetInt64(0), TestContext.Current.CancellationToken))[0];
}
