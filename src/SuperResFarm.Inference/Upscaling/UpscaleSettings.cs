using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Planning;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>How a source becomes a result. Everything here that is neither a limit nor said to be without effect decides the bytes of the result.</summary>
public sealed record UpscaleSettings
{
    /// <summary>Name of a model or path of its file.</summary>
    public required string Model { get; init; }

    /// <summary>0 to 1 for models with a partner for it (realesr-general-x4v3): 1 denoises fully, 0 hardly; null: the model as it is.</summary>
    public double? DenoiseStrength { get; init; }

    /// <summary>Which models may be used, and what a result must tell; null: any.</summary>
    public FidelityLevel? Fidelity { get; init; }

    /// <summary>Whether JPEG's blocks are removed first; off by default.</summary>
    public DeblockChoice Deblock { get; init; }

    /// <summary>How faces are restored; null: they are enlarged like everything else.</summary>
    public FaceSettings? Faces { get; init; }

    /// <summary>Final size over source size, 0.05 to 32; null: the scale of the network. What the network does not give, Lanczos does.</summary>
    public double? OutScale { get; init; }

    /// <summary>Exact final size, instead of <see cref="OutScale"/>.</summary>
    public PixelSize? OutSize { get; init; }

    /// <summary>Length of a tile without halos in source pixels, at least 32; 0: planned.</summary>
    public int TileCore { get; init; }

    /// <summary>Context around a tile.</summary>
    public HaloChoice Halo { get; init; }

    /// <summary>Runs each tile in its eight orientations and takes the mean (test-time augmentation).</summary>
    public bool EightOrientations { get; init; }

    /// <summary>What enlarges alpha.</summary>
    public AlphaUpsampler Alpha { get; init; }

    /// <summary>Kind of the result; null: that of the source where it can be written, else PNG.</summary>
    public ImageFormat? Format { get; init; }

    /// <summary>JPEG, WebP and AVIF quality, 1 to 100.</summary>
    public int Quality { get; init; } = 95;

    /// <summary>PNG compression, 0 (none) to 9 (slow).</summary>
    public int PngLevel { get; init; } = 1;

    /// <summary>TIFF compression.</summary>
    public TiffCompression TiffCompression { get; init; } = TiffCompression.Deflate;

    /// <summary>Leaves out EXIF, XMP, IPTC and resolution of the source; the ICC profile stays, because the samples mean nothing without it.</summary>
    public bool Strip { get; init; }

    /// <summary>Writes into the result how it was made.</summary>
    public bool Provenance { get; init; } = true;

    /// <summary>Compares the enlarged image with its source; the result's bytes are the same with and without.</summary>
    public bool Consistency { get; init; } = true;

    /// <summary>A picture of where they differ belongs to the result; the result's bytes are the same with and without.</summary>
    public bool DivergenceMap { get; init; }

    /// <summary>What is refused.</summary>
    public ImageLimits Limits { get; init; } = new();

    /// <summary>Longest time for one image; null: no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Version of this program, which decides too: results tell it.</summary>
    public static string ProgramVersion { get; } = typeof(UpscaleSettings).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <returns>Program and settings that decide what there is when an image is done, as text; equal where they are. Limits do not count, for they decide whether
    /// there is a result and not what is in it.</returns>
    public string Deciding() => $"{ProgramVersion} {this with { Limits = new(), TimeLimit = null, Faces = Faces is null ? null : Faces with { AcceptLicence = false } }}";
}

/// <summary>What enlarges alpha.</summary>
public enum AlphaUpsampler
{
    /// <summary>The model itself, as if alpha were a gray image.</summary>
    Model,

    /// <summary>Bicubic.</summary>
    Bicubic,
}
