namespace ClimateFinance.Matching;

/// <summary>
/// A whole-market round as integers. Choose pairs (need, product) so that the sum of their scores is greatest, where
/// a need takes at most its slots and at most one product of each bank, a product takes at most its capacity of needs, and so does a bank.
/// Both sides' limits are nested families of sets (bank within need, product within bank), so the constraint matrix is that of a network
/// and every vertex of the linear relaxation is whole: the LP optimum is reached by whole pairs, and prices prove it.
/// </summary>
/// <param name="Slots">How many banks each need may take.</param>
/// <param name="ProductCapacity">How many needs each product may take.</param>
/// <param name="BankOf">Each product's bank; products of one bank are neighbours.</param>
/// <param name="BankCapacity">How many needs each bank may take over all its products.</param>
/// <param name="First">Where the pairs of each need begin; one more entry than needs.</param>
/// <param name="Product">Each pair's product, ascending within a need.</param>
/// <param name="Score">Each pair's score, 0 to <see cref="MostScore"/>.</param>
internal sealed record RoundProblem(
    int[] Slots, int[] ProductCapacity, int[] BankOf, int[] BankCapacity, int[] First, int[] Product, int[] Score)
{
    /// <summary>Prices and path lengths stay far inside 32 bits with it.</summary>
    public const int MostScore = 1_000_000;

    public int Needs => Slots.Length;

    public int Products => ProductCapacity.Length;

    public int Banks => BankCapacity.Length;

    public int Pairs => Product.Length;
}
