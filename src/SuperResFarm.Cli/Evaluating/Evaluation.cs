using SuperResFarm.Cli.Pairing;
using SuperResFarm.Cli.Sheets;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Quality;
using SuperResFarm.Inference.Perceptual;

namespace SuperResFarm.Cli.Evaluating;

/// <summary>Measures contenders on images, an image after the other. An image that fails never stops another.</summary>
/// <param name="order">What is measured.</param>
/// <param name="pairs">The images.</param>
/// <param name="contenders">The baseline first.</param>
/// <param name="lpips">Measures how different results look; null: nobody does.</param>
internal sealed class Evaluation(EvaluateOrder order, IReadOnlyList<ImagePair> pairs, IReadOnlyList<Contender> contenders, LpipsMeter? lpips)
{
    /// <summary>Most images that sheets show; more are measured, and not shown.</summary>
    public const int MostRows = 40;

    private readonly PairReader _reader = new(order.Scale, order.Limits);
    private readonly List<Score> _scores = [];
    private readonly List<Failure> _failures = [];
    private readonly List<SheetRow> _rows = [];

    public EvaluateOrder Order => order;

    public IReadOnlyList<ImagePair> Pairs => pairs;

    public IReadOnlyList<Contender> Contenders => contenders;

    /// <summary>Scores of the images that are done, in their order and that of the contenders.</summary>
    public IReadOnlyList<Score> Scores => _scores;

    public IReadOnlyList<Failure> Failures => _failures;

    /// <summary>Parts of the images, to be looked at; empty when no sheet was ordered.</summary>
    public IReadOnlyList<SheetRow> Rows => _rows;

    /// <summary>Whether no image is left.</summary>
    public bool Complete { get; private set; }

    /// <summary>Names of the sets, in their order.</summary>
    public IReadOnlyList<string> Sets => [.. pairs.Select(pair => pair.Set).Distinct()];

    /// <returns>What a contender's scores on a set come to; null when there is none.</returns>
    public Means? MeansOf(string set, Contender contender) =>
        _scores.Where(score => score.Pair.Set == set && score.Contender == contender.Name).ToList() is { Count: > 0 } own ? Means.Of(own) : null;

    /// <summary>Measures until all images are done, or within a tile after <paramref name="ct"/>.</summary>
    /// <param name="next">Told before each image: how many are done, and its name.</param>
    /// <param name="ct">Keeps what was measured.</param>
    public async Task RunAsync(Action<int, string> next, CancellationToken ct)
    {
        foreach (var (done, pair) in pairs.Index())
        {
            next(done, $"{pair.Set}/{pair.Name}");
            try
            {
                await MeasureAsync(pair, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (FarmException fault) when (fault.Code != FailureCode.DeviceFailed)
            {
                _failures.Add(new(pair, null, fault.Code.Spelled(), fault.Message));
            }
        }
        Complete = true;
    }

    private async Task MeasureAsync(ImagePair pair, CancellationToken ct)
    {
        var (high, low) = _reader.Read(pair);
        var (failures, results) = (new List<Failure>(), new List<(Score Score, Raster Result)>());
        foreach (var contender in contenders)
        {
            try
            {
                ct.ThrowIfCancellationRequested();
                results.Add(await MeasureAsync(pair, contender, high, low, ct));
            }
            catch (FarmException fault) when (fault.Code != FailureCode.DeviceFailed)
            {
                failures.Add(new(pair, contender.Name, fault.Code.Spelled(), $"'{pair.High}' by {contender.Name}: {fault.Message}"));
            }
        }
        // Kept when all are done: an image that was stopped in the middle would count for some of them only.
        _scores.AddRange(results.Select(result => result.Score));
        _failures.AddRange(failures);
        if (order.CropEdge > 0 && _rows.Count < MostRows)
            _rows.Add(CropMaker.RowOf(pair, high, low, results, order));
    }

    private async Task<(Score Score, Raster Result)> MeasureAsync(ImagePair pair, Contender contender, Raster high, Raster low, CancellationToken ct)
    {
        var (image, wall, processor) = await contender.EnlargeAsync(low, ct);
        if (image.Size != high.Size)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, $"it makes {image.Size} of {low.Size}, which is no enlargement by {order.Scale}.");
        var quality = QualityFigures.Of(image, high, order.Scale, order.Colors);
        var distance = Math.Min(high.Size.Width, high.Size.Height) < LpipsMeter.LeastEdge ? null : lpips?.Measure(image, high).Sum();
        return (new(pair, contender.Name, quality, distance, low.Size.Megapixels, wall, processor), image);
    }
}
