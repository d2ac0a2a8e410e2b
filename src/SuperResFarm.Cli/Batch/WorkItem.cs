using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Cli.Batch;

/// <summary>One image to do.</summary>
/// <param name="Number">1, 2, 3 … in the order of the batch.</param>
/// <param name="Source">File to read.</param>
/// <param name="Target">File to write.</param>
/// <param name="Format">Kind of the result; null: that of the source where it can be written, else PNG.</param>
public sealed record WorkItem(int Number, string Source, string Target, ImageFormat? Format);
