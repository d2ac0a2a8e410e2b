namespace SuperResFarm.Models.Downloads;

/// <summary>Why an attempt ended before the file was whole; another one may go on.</summary>
/// <param name="Reason">In words, to follow the server's name and a colon.</param>
/// <param name="Cause">The technical cause, or null.</param>
/// <param name="RetryAfter">Pause the server asks for, or null.</param>
internal sealed record Interruption(string Reason, Exception? Cause = null, TimeSpan? RetryAfter = null);
