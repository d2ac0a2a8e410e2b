using System.Diagnostics;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>Enlarges images in memory as <see cref="ItemPipeline"/> enlarges files: the same plans, tiles and lanes, and so the same pixels. For measuring.</summary>
/// <param name="planner">Decides what to do with an image.</param>
/// <param name="searches">Whether the device searches for the fastest kernels of each tile shape: then the first image of a shape is done twice, and timed the
/// second time. Elsewhere a corner of a model's first image is done before it.</param>
public sealed class RasterUpscaler(ItemPlanner planner, bool searches)
{
    private const int CornerEdge = 64;

    private readonly HashSet<(string Model, TileShape Shape, int Batch)> _known = [];

    /// <summary>Enlarges one image; one at a time, or the times mean nothing.</summary>
    /// <param name="source">An opaque image: what files have under transparent pixels is replaced while they are decoded.</param>
    /// <param name="settings">How. The result has the network's own scale and no file, so settings of files and of the final size mean nothing.</param>
    /// <param name="ct">Stops within a tile.</param>
    /// <exception cref="FarmException">This image cannot be done; says why.</exception>
    public async Task<RasterResult> RunAsync(Raster source, UpscaleSettings settings, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(source.Format.HasAlpha, true, nameof(source));
        using var plan = await planner.PlanAsync(HeaderOf(source), settings, ct);
        if (searches && _known.Add((plan.Model.Sha256, plan.Tiles.Grid.Shape, plan.Tiles.Batch)))
            await RunAsync(source, plan, ct);
        if (!searches && _known.Add((plan.Model.Sha256, default, 0)))
            await RunCornerAsync(source, settings, ct);
        return await RunAsync(source, plan, ct);
    }

    // What runs for the first time is compiled first.
    private async Task RunCornerAsync(Raster source, UpscaleSettings settings, CancellationToken ct)
    {
        var corner = source.Crop(0, 0, new(Math.Min(CornerEdge, source.Size.Width), Math.Min(CornerEdge, source.Size.Height)));
        using var plan = await planner.PlanAsync(HeaderOf(corner), settings, ct);
        await RunAsync(corner, plan, ct);
    }

    private static async Task<RasterResult> RunAsync(Raster source, ItemPlan plan, CancellationToken ct)
    {
        var bands = new BandChannel(plan.Output.Enlarged, source.Format, capacity: 1);
        using var upscaler = new BandUpscaler(plan.Tiles, source.Format, plan.Passes, new StageClock(), new Progress<UpscaleProgress>());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var result = Raster.Black(plan.Output.Enlarged, source.Format);
        var (began, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        try
        {
            // A thread of its own: the reader blocks while it waits for bands.
            var collecting = Task.Factory.StartNew(() => Collect(bands, result, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await Stages.AllOrStop(stop, FeedAsync(), collecting);
        }
        finally
        {
            bands.Abandon(null);
        }
        return new(result, plan, Stopwatch.GetElapsedTime(began), Environment.CpuUsage.TotalTime - processor);

        async Task FeedAsync()
        {
            Exception? fault = null;
            try
            {
                await upscaler.RunAsync((first, count, rows) => Copy(source, first, count, rows), () => { }, bands, stop.Token);
            }
            catch (Exception any)
            {
                fault = any;
                throw;
            }
            finally
            {
                bands.Complete(fault);
            }
        }
    }

    private static void Copy(Raster source, int first, int count, Span<byte> rows)
    {
        var rowBytes = source.Format.RowBytes(source.Size.Width);
        source.Samples.AsSpan(first * rowBytes, count * rowBytes).CopyTo(rows);
    }

    private static void Collect(BandChannel bands, Raster result, CancellationToken ct)
    {
        for (var row = 0; bands.Read(ct) is { } band; row += band.Rows)
            using (band)
                band.Samples.CopyTo(result.Samples.AsSpan(row * band.RowBytes));
    }

    private static ImageHeader HeaderOf(Raster source) => new()
    {
        Format = ImageFormat.Png,
        StoredSize = source.Size,
        Size = source.Size,
        Pixels = source.Format,
        Frames = 1,
        Orientation = 1,
        HasIcc = false,
        Interlaced = false,
        Warnings = [],
    };
}

/// <summary>What was made of an image in memory.</summary>
/// <param name="Image">The result, in the source's layout.</param>
/// <param name="Plan">What was decided.</param>
/// <param name="Wall">Time from the first tile cut to the last one placed.</param>
/// <param name="Processor">Processor time of this process meanwhile, over all cores.</param>
public sealed record RasterResult(Raster Image, ItemPlan Plan, TimeSpan Wall, TimeSpan Processor);
