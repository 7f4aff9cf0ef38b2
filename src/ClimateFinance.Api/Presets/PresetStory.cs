using System.Globalization;
using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using Spectre.Console;

namespace ClimateFinance.Api.Presets;

/// <summary>Tells on the console what happened: who came, what was proposed and why, where each deal stands, where to look, who can sign in.</summary>
internal sealed class PresetStory(IEventStore store, Rulebook rules, IAnsiConsole console)
{
    private const int ProposalsShown = 8;

    public async Task TellAsync(LoadedPreset loaded, CancellationToken cancellation)
    {
        console.WriteLine();
        console.Write(new Rule($"[bold]{loaded.Preset.Meeting.Title.EscapeMarkup()}[/]").LeftJustified());
        await WhoCameAsync(cancellation);
        await ProposalsAsync(cancellation);
        await DealsAsync(cancellation);
        SignIns(loaded);
        Addresses(loaded.Address);
    }

    /// <summary>For a start on a market that has facts already.</summary>
    public void Addresses(Uri address)
    {
        console.MarkupLine($"[bold]Open[/]  {new Uri(address, "swagger")}   the API, to try by hand");
        console.MarkupLine($"      {new Uri(address, "health/ready")}   health");
        console.WriteLine();
    }

    private async Task WhoCameAsync(CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(
            new Sql(
                """
                select (select count(*) from bank where status = 'verified'), count(*) filter (where route = 'longProcess'), count(*) filter (where route = 'clinker'),
                    (select count(*) from project where status = 'admitted'), (select count(*) from need where status in ('published', 'stale')),
                    (select coalesce(sum(amount_cny), 0) from need where status in ('published', 'stale')), (select count(*) from product where status = 'published'),
                    (select count(*) from pairing)
                from enterprise where status = 'verified'
                """),
            row => (Banks: row.GetInt64(0), Steel: row.GetInt64(1), Cement: row.GetInt64(2), Projects: row.GetInt64(3), Needs: row.GetInt64(4),
                Asked: row.GetDecimal(5), Products: row.GetInt64(6), Pairings: row.GetInt64(7)),
            cancellation);
        var it = rows[0];
        console.MarkupLine(
            $"[bold]Who came[/]  {it.Banks} banks with {it.Products} products · {it.Steel} long-process steel makers · {it.Cement} cement makers · "
            + $"{it.Projects} admitted projects · {it.Needs} needs for {Wan(it.Asked)}");
        console.MarkupLine($"[bold]Proposed[/]  {it.Pairings} pairings, each with its reasons; the best:");
    }

    private async Task ProposalsAsync(CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(
            new Sql(
                """
                select g.score, e.name, p.name, b.name, g.cover_cny, g.evaluation from pairing g
                join enterprise e on e.id = g.enterprise_id join product p on p.id = g.product_id join bank b on b.id = g.bank_id
                where g.status in ('proposed', 'enterpriseInterested', 'bankInterested', 'waiting') order by g.score desc, g.id limit $1
                """,
                ProposalsShown),
            row => (Score: row.GetInt32(0), Enterprise: row.GetString(1), Product: row.GetString(2), Bank: row.GetString(3), Cover: row.GetDecimal(4),
                Evaluation: JsonSerializer.Deserialize<Evaluation>(row.GetString(5), EventJson.Options)!),
            cancellation);
        var table = new Table().Border(TableBorder.Simple).AddColumns("score", "enterprise", "product", "bank", "could lend", "most of the points from");
        foreach (var row in rows)
        {
            var best = row.Evaluation.Pieces.OrderByDescending(piece => piece.Points).Take(3).Select(piece => $"{piece.Piece.Wire()} {piece.Points}");
            table.AddRow(
                $"{row.Score / 100m:0.00}", row.Enterprise.EscapeMarkup(), row.Product.EscapeMarkup(), row.Bank.EscapeMarkup(), Wan(row.Cover), string.Join(" · ", best));
        }

        console.Write(table);
    }

    private async Task DealsAsync(CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(
            new Sql(
                """
                select e.name, b.name, d.stage, d.outcome, d.step, d.owing, d.due_on, d.drawn_confirmed_cny, t.line, t.term, t.benchmark, t.bp
                from deal d join enterprise e on e.id = d.enterprise_id join bank b on b.id = d.bank_id
                join deal_fact t on t.id = d.id
                order by array_position(array['opened', 'contacted', 'dueDiligence', 'offered', 'agreed', 'approved', 'disputed', 'signed', 'drawing', 'closed'], d.stage), d.id
                """),
            row => (
                Enterprise: row.GetString(0), Bank: row.GetString(1), Stage: row.GetString(2), Outcome: row.IsDBNull(3) ? null : row.GetString(3),
                Next: row.IsDBNull(6) ? null : $"{row.GetString(5)} owes {row.GetString(4)} by {row.GetFieldValue<DateOnly>(6):yyyy-MM-dd}",
                Late: !row.IsDBNull(6) && row.GetFieldValue<DateOnly>(6) < rules.Today, Drawn: row.GetDecimal(7), Line: row.GetDecimal(8), Term: row.GetInt32(9),
                Rate: new Rate(EnumNames.Read<Benchmark>(row.GetString(10)), new BasisPoints(row.GetInt32(11)))),
            cancellation);
        console.MarkupLine($"[bold]Deals[/]  {rows.Count}, each followed up on credit line, term and rate:");
        var table = new Table().Border(TableBorder.Simple).AddColumns("stage", "enterprise", "bank", "line", "term", "rate", "drawn", "next");
        foreach (var row in rows)
        {
            var stage = row.Outcome is null ? row.Stage : $"{row.Stage}: {row.Outcome}";
            table.AddRow(
                stage, row.Enterprise.EscapeMarkup(), row.Bank.EscapeMarkup(), Wan(row.Line), $"{row.Term} mo", $"{rules.Rates.AllIn(row.Rate, rules.Today).Percent:0.00} %",
                row.Drawn == 0 ? "" : Wan(row.Drawn), row.Late ? $"[red]{row.Next} (late)[/]" : row.Next ?? "");
        }

        console.Write(table);
        if (rows.Any(row => row.Stage == nameof(DealStage.Closed).ToLowerInvariant()))
            console.MarkupLine("[dim]Every figure is made for demonstration; names of companies are as published or anonymised.[/]");
    }

    private void SignIns(LoadedPreset loaded)
    {
        console.MarkupLine($"[bold]Sign in[/]  POST /api/v1/identity/login with one of these names and the password [bold]{loaded.Password.EscapeMarkup()}[/]");
        var table = new Table().Border(TableBorder.Simple).AddColumns("userName", "role", "who");
        foreach (var signIn in loaded.Preset.SignIns.Where(s => s.Offered)) table.AddRow(signIn.Id, signIn.Role.Wire(), signIn.Title.EscapeMarkup());
        console.Write(table);
    }

    private static string Wan(decimal cny) => string.Create(CultureInfo.InvariantCulture, $"{cny / 10_000m:#,##0} 万元");
}
