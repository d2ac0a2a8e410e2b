namespace SuperResFarm.Jobs.Dispatch;

/// <summary>What one look at the database led to.</summary>
/// <param name="Confirmed">Messages the broker took.</param>
/// <param name="Unconfirmed">Messages it did not take; their items are pending again.</param>
public readonly record struct DispatchRound(int Confirmed, int Unconfirmed);
