using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Products;

/// <summary>Begin a product.</summary>
/// <param name="Illustrative">Its figures are made for demonstration.</param>
public sealed record DraftProduct(ProductId Product, BankId Bank, ProductTerms Terms, bool Illustrative) : ICommand<Product>;

/// <summary>Change the draft of the next revision.</summary>
public sealed record ReviseProduct(ProductTerms Terms) : ICommand<Product>;

/// <summary>Put the draft into force as the next revision.</summary>
/// <param name="BankVerified">Whether the bank is verified and not suspended.</param>
/// <param name="Committed">What standing offers and contracts hold of the quota.</param>
public sealed record PublishProduct(bool BankVerified, Cny Committed) : ICommand<Product>;

/// <summary>Take the product off the market for a time.</summary>
public sealed record SuspendProduct(string Reason) : ICommand<Product>;

/// <summary>Put it back.</summary>
public sealed record ResumeProduct : ICommand<Product>;

/// <summary>Take it off the market for good.</summary>
public sealed record RetireProduct(string Reason) : ICommand<Product>;
