namespace SuperResFarm.Jobs.Fairness;

/// <summary>What a tenant wants of one priority's queue.</summary>
/// <param name="Tenant">Who.</param>
/// <param name="Weight">Its share relative to that of others, above 0.</param>
/// <param name="Pending">How many items it could dispatch, at least 0.</param>
/// <param name="Finish">Virtual time at which what it has dispatched so far is paid for; 0 for a new tenant.</param>
/// <param name="Waiting">For how long it has had pending items and nothing was dispatched.</param>
/// <param name="UnderWay">How many items of it are with the broker or with workers.</param>
public sealed record TenantDemand(string Tenant, double Weight, int Pending, double Finish, TimeSpan Waiting, int UnderWay = 0);
