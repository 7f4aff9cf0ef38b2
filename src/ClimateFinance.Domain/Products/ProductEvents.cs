using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Products;

/// <summary>A bank began to write a product.</summary>
[EventName("product_drafted_v1")]
public sealed record ProductDrafted(ProductId Product, BankId Bank, ProductTerms Terms, bool Illustrative) : IEvent<Product>;

/// <summary>The draft of the next revision changed; what is published stays as it is.</summary>
[EventName("product_revised_v1")]
public sealed record ProductRevised(ProductId Product, ProductTerms Terms) : IEvent<Product>;

/// <summary>A revision came into force: immutable from here, and named by every pairing.</summary>
[EventName("product_published_v1")]
public sealed record ProductPublished(ProductId Product, BankId Bank, int Revision, ProductTerms Terms) : IEvent<Product>;

/// <summary>The bank took the product off the market for a time.</summary>
[EventName("product_suspended_v1")]
public sealed record ProductSuspended(ProductId Product, string Reason) : IEvent<Product>;

/// <summary>The product is on the market again with the revision it had.</summary>
[EventName("product_resumed_v1")]
public sealed record ProductResumed(ProductId Product, int Revision) : IEvent<Product>;

/// <summary>The product is off the market for good; deals that stand go on.</summary>
[EventName("product_retired_v1")]
public sealed record ProductRetired(ProductId Product, string Reason) : IEvent<Product>;
