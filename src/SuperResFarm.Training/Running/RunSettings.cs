using System.Text.Json;
using System.Text.Json.Serialization;
using SuperResFarm.Training.Degradation;
using SuperResFarm.Training.Learning;
using SuperResFarm.Training.Networks;

namespace SuperResFarm.Training.Running;

/// <summary>All that a training run is told; kept in its folder, so that it can be resumed by the folder alone.</summary>
internal sealed record RunSettings
{
    /// <summary>Name of the file in the folder of a run.</summary>
    public const string FileName = "settings.json";

    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <value>Folders with pictures to learn from; at least one.</value>
    public required IReadOnlyList<string> Data { get; init; }

    /// <value>Folder with pictures to measure by; null for none.</value>
    public string? Valid { get; init; }

    /// <value>Such as <c>compact:32,10</c>.</value>
    public required string Model { get; init; }

    /// <value>1 to 4.</value>
    public int Scale { get; init; } = 4;

    /// <value>Steps of the whole run, 1 to 10 million.</value>
    public int Steps { get; init; } = 20_000;

    /// <value>Patches in a step, 1 to 1024, default 16.</value>
    public int Batch { get; init; } = 16;

    /// <value>Length of a small patch in pixels, 8 to 512, default 24.</value>
    public int Patch { get; init; } = 24;

    /// <value>Highest learning rate, above 0 to 1, default 1e-3.</value>
    public double Rate { get; init; } = 1e-3;

    /// <value>Learning rate at the end, 0 to <see cref="Rate"/>, default 1e-6.</value>
    public double LastRate { get; init; } = 1e-6;

    /// <value>Steps over which the learning rate rises, 0 to below <see cref="Steps"/>, default 100.</value>
    public int Warmup { get; init; } = 100;

    /// <value>Decay of the averaged weights, 0 to below 1, default 0.999.</value>
    public double Ema { get; init; } = 0.999;

    /// <value>Default Charbonnier.</value>
    public LossKind Loss { get; init; }

    /// <value>Weight of the perceptual loss beside that of pixels, 0 (none, the default) to 100.</value>
    public double Perceptual { get; init; }

    /// <value>The classifier that the perceptual loss sees with.</value>
    public string? Trunk { get; init; }

    /// <value>Checksum of another trunk than the published one, in hexadecimal.</value>
    public string? TrunkSha256 { get; init; }

    /// <value>Weight of the adversarial loss beside that of pixels, 0 (none, the default) to 100.</value>
    public double Adversarial { get; init; }

    /// <value>Default 32 bits.</value>
    public Precision Precision { get; init; }

    /// <value>Default bicubic.</value>
    public DegradationKind Degradation { get; init; }

    /// <value>Decides first weights and patches.</value>
    public long Seed { get; init; } = 1;

    /// <value>A checkpoint to start from, whose network may have another scale; null for first weights of its own.</value>
    public string? From { get; init; }

    /// <value>cpu, cuda or cuda:N.</value>
    public string Device { get; init; } = "cpu";

    /// <value>Threads of the processor, 1 to 256.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <value>Steps between two lines of the log, at least 1, default 100.</value>
    public int LogEvery { get; init; } = 100;

    /// <value>Steps between two measurements, at least 1, default 1000.</value>
    public int ValidEvery { get; init; } = 1000;

    /// <value>Steps between two checkpoints, at least 1, default 500.</value>
    public int SaveEvery { get; init; } = 500;

    /// <returns>The settings as text.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, _json);

    /// <exception cref="JsonException">The text is no such settings.</exception>
    public static RunSettings FromJson(string text) =>
        JsonSerializer.Deserialize<RunSettings>(text, _json) ?? throw new JsonException("The settings are null.");
}
