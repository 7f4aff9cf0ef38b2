using ClimateFinance.TestKit;
using Npgsql;
using Xunit;

namespace ClimateFinance.Api.Tests.Hosting;

public sealed class TestPostgresTests(TestPostgres postgres)
{
    [Fact]
    public async Task Each_database_is_empty_and_its_own()
    {
        var (first, second) = (await postgres.CreateDatabaseAsync(), await postgres.CreateDatabaseAsync());
        await Sql.RunAsync(first, "CREATE TABLE kept (n int)");

        Assert.Equal(1L, await Sql.CountTablesAsync(first));
        Assert.Equal(0L, await Sql.CountTablesAsync(second));

        await postgres.DropDatabaseAsync(first);
        await postgres.DropDatabaseAsync(second);
        var gone = await Assert.ThrowsAsync<PostgresException>(() => Sql.CountTablesAsync(first));
        Assert.Equal(PostgresErrorCodes.InvalidCatalogName, gone.SqlState);
    }

    [Fact]
    public async Task A_template_is_prepared_once_and_copied_by_many_at_once()
    {
        var prepared = 0;
        var copies = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var template = await postgres.TemplateAsync("template_of_this_test", async connection =>
            {
                Interlocked.Increment(ref prepared);
                await Sql.RunAsync(connection, "CREATE TABLE kept (n int)");
            });
            return await postgres.CreateDatabaseAsync(template);
        }));

        Assert.Equal(1, prepared);
        foreach (var copy in copies)
        {
            Assert.Equal(1L, await Sql.CountTablesAsync(copy));
            await postgres.DropDatabaseAsync(copy);
        }
    }
}
