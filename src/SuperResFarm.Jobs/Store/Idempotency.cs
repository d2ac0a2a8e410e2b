namespace SuperResFarm.Jobs.Store;

/// <summary>By what a repeated submission is recognised. Kept with the job, so a restart forgets nothing.</summary>
/// <param name="Key">The client's key, 1 to 255 characters; one tenant's keys mean nothing to another.</param>
/// <param name="RequestHash">Of what was submitted under it.</param>
public sealed record Idempotency(string Key, string RequestHash);
