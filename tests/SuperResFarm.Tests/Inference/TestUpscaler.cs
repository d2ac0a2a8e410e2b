using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Tests.Inference;

/// <summary>Runs samples in memory through the stages of the pipeline, without files.</summary>
internal static class TestUpscaler
{
    public static async Task<byte[]> RunAsync(byte[] image, PixelSize size, PixelFormat format, TilePlan plan, ITileEngine engine, CancellationToken ct = default)
    {
        var passes = ChannelPass.OverColor(format, engine.Channels).Concat(format.HasAlpha ? [ChannelPass.OverAlpha(format, engine.Channels)] : [])
            .Select(channels => new PassEngine(channels, engine)).ToList();
        using var upscaler = new BandUpscaler(plan with { Passes = passes.Count }, format, passes, new StageClock(), new Progress<UpscaleProgress>());
        var bands = new BandChannel(new PixelSize(size.Width * plan.Scale, size.Height * plan.Scale), format, 1);
        var row = format.RowBytes(size.Width);
        var reading = Task.Run(() => Collect(bands), CancellationToken.None);
        try
        {
            await upscaler.RunAsync((first, count, rows) => image.AsSpan(first * row, count * row).CopyTo(rows), () => { }, bands, ct);
            bands.Complete(null);
        }
        catch (Exception fault)
        {
            bands.Complete(fault);
            throw;
        }
        return await reading;
    }

    /// <summary>The image in one tile.</summary>
    public static TilePlan Whole(PixelSize size, int scale) =>
        PlanOf(size, scale, TileAxis.Cut(size.Width, size.Width, 0), TileAxis.Cut(size.Height, size.Height, 0));

    public static TilePlan PlanOf(PixelSize size, int scale, TileAxis x, TileAxis y) => new()
    {
        Grid = new TileGrid(x, y),
        Scale = scale,
        Halo = x.Halo,
        Passes = 1,
        Lanes = 2,
        Slots = 5,
        FootprintBytes = size.Pixels,
        BudgetBytes = long.MaxValue,
    };

    private static byte[] Collect(BandChannel bands)
    {
        var all = new List<byte>();
        while (bands.Read(CancellationToken.None) is { } band)
            using (band)
                all.AddRange(band.Samples);
        return [.. all];
    }
}
