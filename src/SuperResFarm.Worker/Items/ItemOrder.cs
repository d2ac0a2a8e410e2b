using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Worker.Items;

/// <summary>What a message asks for, checked, in the words of the parts that do it.</summary>
/// <param name="Item">The message.</param>
/// <param name="Source">Where the image is.</param>
/// <param name="Target">Where the result goes.</param>
/// <param name="Settings">How, without a time limit.</param>
internal sealed record ItemOrder(UpscaleItem Item, ObjectUri Source, ObjectUri Target, UpscaleSettings Settings)
{
    /// <summary>Reads a message.</summary>
    /// <param name="item">As it came.</param>
    /// <param name="limits">What is refused.</param>
    /// <exception cref="FarmException">It asks for what cannot be; nothing was looked at yet.</exception>
    public static ItemOrder Of(UpscaleItem item, ImageLimits limits)
    {
        var parameters = item.Parameters;
        string[] mistakes = [.. ParameterRules.MistakesIn(parameters).Select(found => $"{found.Parameter} {found.Mistake}")];
        if (mistakes.Length > 0)
            throw Wrong($"The parameters cannot be used: {string.Join("; ", mistakes)}.");
        var (source, target) = (ObjectUri.Parse(item.Source), ObjectUri.Parse(item.Target));
        if (source == target)
            throw FarmException.Rejected(FailureCode.OutputUnwritable, $"The target is the source, '{source}': name another target.");
        var map = parameters.DivergenceMap == true ? ObjectUri.Of(target.Bucket, target.Key + MapSuffix) : null;
        if (source == map)
            throw FarmException.Rejected(FailureCode.OutputUnwritable, $"The divergence map would be stored over the source, '{source}': name another target.");
        return new ItemOrder(item, source, target, new UpscaleSettings
        {
            Model = parameters.Model,
            DenoiseStrength = parameters.DenoiseStrength,
            Fidelity = parameters.Fidelity,
            Deblock = DeblockChoice.Of(parameters),
            Faces = FaceSettings.Of(parameters.Faces),
            OutScale = parameters.OutScale,
            OutSize = parameters is { OutWidth: { } width, OutHeight: { } height } ? new PixelSize(width, height) : null,
            EightOrientations = parameters.EightOrientations,
            Format = FormatOf(parameters.Format, target),
            Quality = parameters.Quality,
            Strip = parameters.Strip,
            Consistency = parameters.Consistency ?? true,
            DivergenceMap = map is not null,
            Limits = limits,
        })
        {
            Map = map,
        };
    }

    private const string MapSuffix = ".divergence.png";

    /// <summary>Where the picture of where result and source differ goes, beside the result; null: nobody asked for it.</summary>
    public ObjectUri? Map { get; private init; }

    // What is asked for by name, else what the target's name says, else (null) as the source.
    private static ImageFormat? FormatOf(string? asked, ObjectUri target)
    {
        var named = CodecSupport.FromExtension(Path.GetExtension(target.Key));
        if (asked is null)
            return named is null || CodecSupport.CanWrite(named.Value)
                ? named
                : throw Wrong($"'{target}': this farm cannot write {named}; give the target the extension of {Kinds}.");
        if (CodecSupport.FromExtension("." + asked) is not { } format || !CodecSupport.CanWrite(format))
            throw Wrong($"The format '{asked}' cannot be written; give one of {Kinds}.");
        return named is null || named == format
            ? format
            : throw Wrong($"The target '{target}' and the format '{asked}' contradict each other: leave the format out, or change the target's extension.");
    }

    private static string Kinds => string.Join(", ", CodecSupport.Writable.Order().Select(format => CodecSupport.Extensions(format)[0].TrimStart('.')));

    private static FarmException Wrong(string message) => FarmException.Rejected(FailureCode.SettingsInvalid, message);
}
