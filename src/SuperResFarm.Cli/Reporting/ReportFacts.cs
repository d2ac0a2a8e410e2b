using SuperResFarm.Cli.Batch;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Cli.Reporting;

/// <summary>A file.</summary>
/// <param name="Path">As given.</param>
/// <param name="Sha256">Hash in lower-case hexadecimal.</param>
/// <param name="Format">Kind of file.</param>
/// <param name="Width">Pixels in a row, upright.</param>
/// <param name="Height">Rows, upright.</param>
/// <param name="Pixels">Channels and depth as they are enlarged.</param>
/// <param name="Bytes">Length.</param>
/// <param name="JpegQuality">What a JPEG file's tables tell, 1 to 100; for sources.</param>
public sealed record FileFacts(string Path, string? Sha256, string? Format, int? Width, int? Height, string? Pixels, long? Bytes, int? JpegQuality = null)
{
    /// <summary>The source of an image that has ended.</summary>
    public static FileFacts OfSource(Outcome outcome)
    {
        var header = outcome.Report?.Plan.Source;
        return new(outcome.Item.Source, outcome.SourceSha256, header?.Format.ToString(), header?.Size.Width, header?.Size.Height, header?.Pixels.ToString(), null, header?.JpegQuality);
    }

    /// <summary>Its result.</summary>
    public static FileFacts OfResult(Outcome outcome)
    {
        var output = outcome.Report?.Plan.Output;
        return new(outcome.Item.Target, outcome.Report?.OutputSha256, output?.Encode.Format.ToString(), output?.Final.Width, output?.Final.Height, null, outcome.Report?.OutputBytes);
    }
}

/// <summary>A model, how far its pixels may be trusted, and how far JPEG's blocks were removed before it.</summary>
public sealed record ModelFacts(string Name, string Architecture, string Sha256, int Scale, string Fidelity, double? Deblock)
{
    /// <summary>From a plan.</summary>
    public static ModelFacts Of(ItemPlan plan) => new(plan.Model.Name, plan.Model.Architecture, plan.Model.Sha256, plan.Tiles.Scale, plan.Model.Fidelity.Spelled(), plan.Deblock);
}

/// <summary>Settings that decide the result.</summary>
public sealed record SettingsFacts(
    string Model, string? Fidelity, string Deblock, double? OutScale, PixelSize? OutSize, int TileCore, string Halo, bool EightOrientations, string Alpha, int Quality, int PngLevel, bool Strip, bool Provenance)
{
    /// <summary>From the settings of a run.</summary>
    public static SettingsFacts Of(UpscaleSettings s) => new(
        s.Model, s.Fidelity?.Spelled(), s.Deblock.ToString(), s.OutScale, s.OutSize, s.TileCore, s.Halo.ToString(), s.EightOrientations, s.Alpha.ToString().ToLowerInvariant(), s.Quality, s.PngLevel, s.Strip, s.Provenance);
}

/// <summary>How an image was cut.</summary>
public sealed record TileFacts(string Shape, int Halo, int Columns, int Bands, int Passes, int Lanes, double Redundancy, long FootprintBytes)
{
    /// <summary>From a plan.</summary>
    public static TileFacts Of(TilePlan p) => new(
        p.Grid.Shape.ToString(), p.Halo, p.Grid.X.Count, p.Grid.Bands, p.Passes, p.Lanes, Math.Round(p.Grid.Redundancy, 3), p.FootprintBytes);
}

/// <summary>Seconds.</summary>
public sealed record StageSeconds(double Total, double Decode, double Infer, double Place, double Encode)
{
    /// <summary>From a report.</summary>
    public static StageSeconds Of(UpscaleReport r) => new(
        Rounded(r.Elapsed), Rounded(r.Times.Decode), Rounded(r.Times.Infer), Rounded(r.Times.Place), Rounded(r.Times.Encode));

    private static double Rounded(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
