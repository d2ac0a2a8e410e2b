using SuperResFarm.Cli.Pairing;
using SuperResFarm.Imaging.Quality;

namespace SuperResFarm.Cli.Evaluating;

/// <summary>How a contender did on an image.</summary>
/// <param name="Pair">The image.</param>
/// <param name="Contender">Its name.</param>
/// <param name="Quality">How close it came.</param>
/// <param name="Lpips">How different it looks; null when that is not measured.</param>
/// <param name="Megapixels">Of the low resolution.</param>
/// <param name="Wall">Time of the inference.</param>
/// <param name="Processor">Processor time of it.</param>
internal sealed record Score(ImagePair Pair, string Contender, QualityFigures Quality, double? Lpips, double Megapixels, TimeSpan? Wall, TimeSpan? Processor);

/// <summary>An image that could not be measured.</summary>
/// <param name="Pair">The image.</param>
/// <param name="Contender">Whose fault it is; null when the image itself cannot be used.</param>
/// <param name="Code">Why.</param>
/// <param name="Message">The sentence for the user, which names the file.</param>
internal sealed record Failure(ImagePair Pair, string? Contender, string Code, string Message);
