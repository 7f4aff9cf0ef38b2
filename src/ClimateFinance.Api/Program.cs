using ClimateFinance.Api.Hosting;

return await MarketHost.RunAsync(args);
