using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Tiles;

/// <summary>What a pass of the network over an image enlarges.</summary>
public enum PassKind
{
    /// <summary>Red, green and blue together.</summary>
    Color,

    /// <summary>One plane alone, repeated for a network that wants three channels.</summary>
    Plane,

    /// <summary>The alpha plane: like <see cref="Plane"/>, and kept within the range of its source neighbourhood.</summary>
    Alpha,
}

/// <summary>Maps the channels of an image to those of a network. An image takes one or more passes.</summary>
/// <param name="Kind">What is enlarged.</param>
/// <param name="Channel">First image channel of the pass.</param>
/// <param name="NetworkChannels">Channels of the network: 1 or 3.</param>
public readonly record struct ChannelPass(PassKind Kind, int Channel, int NetworkChannels)
{
    /// <summary>Whether network pixels and image pixels are the same bytes.</summary>
    public bool IsIdentityFor(PixelFormat format) =>
        NetworkChannels == format.Channels && (Kind == PassKind.Color || format.Channels == 1);

    /// <summary>The passes over the colour of an image: one when the network's channels fit, else one for each plane.</summary>
    public static IEnumerable<ChannelPass> OverColor(PixelFormat format, int networkChannels) =>
        format.ColorChannels == 3 && networkChannels == 3
            ? [new ChannelPass(PassKind.Color, 0, 3)]
            : Enumerable.Range(0, format.ColorChannels).Select(c => new ChannelPass(PassKind.Plane, c, networkChannels));

    /// <summary>The pass over the alpha plane of an image that has one.</summary>
    public static ChannelPass OverAlpha(PixelFormat format, int networkChannels) =>
        new(PassKind.Alpha, format.Channels - 1, networkChannels);
}
