namespace SuperResFarm.Cli.Batch;

/// <summary>How a batch ended.</summary>
/// <param name="Done">Images enlarged.</param>
/// <param name="Skipped">Images whose results were there already.</param>
/// <param name="Failed">Images that failed.</param>
/// <param name="Unstarted">Images not done because the batch was stopped.</param>
/// <param name="MegapixelsIn">Source megapixels of the enlarged images.</param>
/// <param name="MegapixelsOut">Result megapixels.</param>
/// <param name="Elapsed">Wall time.</param>
/// <param name="PeakMemoryBytes">Most resident memory the process ever had.</param>
public sealed record Summary(int Done, int Skipped, int Failed, int Unstarted, double MegapixelsIn, double MegapixelsOut, TimeSpan Elapsed, long PeakMemoryBytes);
