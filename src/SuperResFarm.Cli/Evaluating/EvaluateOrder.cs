using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Cli.Evaluating;

/// <summary>What is measured.</summary>
/// <param name="Scale">High over low resolution, 1 to 8; as many pixels are left out on every side.</param>
/// <param name="OwnLow">Whether low resolutions are made, whatever lies beside the high ones.</param>
/// <param name="Colors">Whether red, green and blue are measured too.</param>
/// <param name="Lpips">Name of the network that measures how different results look; null: the first that is here.</param>
/// <param name="CropEdge">Length of the parts that sheets show, in pixels; 0: there is no sheet.</param>
/// <param name="Verbose">Whether the table has every image.</param>
/// <param name="Limits">What a file may cost.</param>
internal sealed record EvaluateOrder(int Scale, bool OwnLow, bool Colors, string? Lpips, int CropEdge, bool Verbose, ImageLimits Limits);
