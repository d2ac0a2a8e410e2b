using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Api.Estimates;

/// <summary>Looks at the headers of a sample of images, a few at a time: never more than <see cref="AtOnce"/> in this process, whoever asks.</summary>
/// <param name="reader">Reads one.</param>
/// <param name="time">For the time limit.</param>
internal sealed class Surveyor(HeaderReader reader, TimeProvider time) : IDisposable
{
    /// <summary>Headers that are read at the same time.</summary>
    public const int AtOnce = 16;

    private readonly SemaphoreSlim _room = new(AtOnce);

    /// <returns>What was found, in the order of the images.</returns>
    /// <param name="images">Their addresses and versions.</param>
    /// <param name="parallel">How many of them at the same time.</param>
    /// <param name="limit">What was not reached by then is unknown.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<HeaderFinding[]> LookAsync(IReadOnlyList<(string Source, string? Version)> images, int parallel, TimeSpan limit, CancellationToken ct)
    {
        var found = new HeaderFinding[images.Count];
        using var over = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        try
        {
            await Parallel.ForAsync(0, images.Count, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = stop.Token }, async (at, inner) =>
            {
                await _room.WaitAsync(inner);
                try
                {
                    found[at] = await reader.ReadAsync(images[at].Source, images[at].Version, inner);
                }
                finally
                {
                    _room.Release();
                }
            });
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // What there was no time for stays unknown.
        }
        return found;
    }

    /// <returns>What a sample says of all.</returns>
    /// <param name="population">How many there are.</param>
    /// <param name="found">What was found of the sample.</param>
    /// <param name="sizeOf">Which size counts; a refusal counts as an image that cannot be read.</param>
    public static SizeSurvey Sum(int population, IEnumerable<HeaderFinding> found, Func<PixelSize, double> sizeOf) => found
        .Where(one => one.Size is not null || one.Failure is not null)
        .Aggregate(SizeSurvey.None with { Population = population }, (survey, one) => survey.With(one.Size is { } size ? sizeOf(size) : null));

    public void Dispose() => _room.Dispose();
}
