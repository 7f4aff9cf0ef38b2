namespace ClimateFinance.Api.Tests.Contract;

/// <summary>The folder of the repository that holds the contract.</summary>
internal static class ContractFolder
{
    public static string File(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "ClimateFinance.sln"))) return Path.Combine(folder.FullName, "openapi", name);
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
