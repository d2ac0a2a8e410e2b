namespace SuperResFarm.Cli.Batch;

/// <summary>One image to do.</summary>
/// <param name="Number">1, 2, 3 … in the order of the batch.</param>
/// <param name="Source">File to read.</param>
/// <param name="Target">File to write.</param>
public sealed record WorkItem(int Number, string Source, string Target);
