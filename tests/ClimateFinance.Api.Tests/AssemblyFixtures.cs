using ClimateFinance.TestKit;
using Xunit;

[assembly: AssemblyFixture(typeof(TestPostgres))]
