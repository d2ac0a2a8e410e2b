using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Store;

namespace SuperResFarm.Inference.Importing;

/// <summary>A network read from a file, and what must be said about it.</summary>
/// <param name="Network">The network in the precision that it is kept in.</param>
/// <param name="AcceptedTerms">Terms of the licence that were accepted; null when there were none to accept.</param>
/// <param name="Warnings">Sentences for the user.</param>
public sealed record ReadResult(Network Network, string? AcceptedTerms, IReadOnlyList<string> Warnings);

/// <summary>A model kept in a store, and what must be said about it.</summary>
/// <param name="Model">What was kept.</param>
/// <param name="Warnings">Sentences for the user.</param>
public sealed record ImportResult(StoredModel Model, IReadOnlyList<string> Warnings);
