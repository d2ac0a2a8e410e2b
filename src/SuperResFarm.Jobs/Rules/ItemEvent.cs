using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Jobs.Rules;

/// <summary>Something that happened to an item.</summary>
/// <param name="Kind">What.</param>
/// <param name="Attempt">Which attempt it is about; unused by what people ask for.</param>
/// <param name="Next">After <see cref="ItemEventKind.Failed"/>: what the failing place decided.</param>
/// <param name="Budget">After <see cref="ItemEventKind.RetryAsked"/>: how many attempts are granted.</param>
public readonly record struct ItemEvent(ItemEventKind Kind, int Attempt = 0, Disposition Next = Disposition.Reject, int Budget = 0);
