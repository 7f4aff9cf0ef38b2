using ClimateFinance.Api.Tests.Hosting;
using ClimateFinance.TestKit;
using Xunit;

[assembly: AssemblyFixture(typeof(TestPostgres))]
[assembly: AssemblyFixture(typeof(MadeCluster))]
