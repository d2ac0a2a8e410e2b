using System.Numerics;
using System.Runtime.InteropServices;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Faces;

/// <summary>
/// Blends restored faces into an enlarged image, band by band. What a pixel becomes depends on its place and on what it was, never on the band that it lies in,
/// so an image in bands is the image as a whole. Later faces lie on earlier ones.
/// </summary>
/// <param name="patches">The faces; of the image's sample depth.</param>
/// <param name="width">Pixels in a row of the image.</param>
/// <param name="format">Layout of its samples. Gray takes the faces' luma; alpha stays as it is.</param>
public sealed class FacePaste(IReadOnlyList<FacePatch> patches, int width, PixelFormat format)
{
    private const int Channels = 3;

    /// <summary>Blends what belongs into some rows.</summary>
    /// <param name="firstRow">Number of the first.</param>
    /// <param name="rows">Whole rows.</param>
    public void Into(int firstRow, Span<byte> rows)
    {
        if (format.Depth == SampleDepth.Eight)
            Into<byte>(firstRow, rows);
        else
            Into(firstRow, MemoryMarshal.Cast<byte, ushort>(rows));
    }

    private void Into<T>(int firstRow, Span<T> rows)
        where T : unmanaged, IBinaryInteger<T>
    {
        var stride = width * format.Channels;
        var count = rows.Length / stride;
        foreach (var patch in patches.Where(patch => patch.Weight > 0))
            for (var y = Math.Max(firstRow, patch.Area.Top); y < Math.Min(firstRow + count, patch.Area.Top + patch.Area.Height); y++)
                Blend(patch, y, rows.Slice((y - firstRow) * stride, stride));
    }

    private void Blend<T>(FacePatch patch, int y, Span<T> row)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (back, edge) = (patch.ToResult.Inverse(), patch.Face.Size.Width);
        var face = MemoryMarshal.Cast<byte, T>(patch.Face.Samples);
        Span<float> color = stackalloc float[Channels];
        for (var x = patch.Area.Left; x < patch.Area.Left + patch.Area.Width; x++)
        {
            var (u, v) = ((float)((back.A * x) - (back.B * y) + back.X), (float)((back.B * x) + (back.A * y) + back.Y));
            if (u < -0.5f || v < -0.5f || u > edge - 0.5f || v > edge - 0.5f)
                continue;
            var shown = (float)(patch.Mask.At(u, v) * patch.Weight);
            if (shown <= 0)
                continue;
            Read(face, edge, u, v, color);
            Mix(row.Slice(x * format.Channels, format.ColorChannels), color, shown);
        }
    }

    private static void Read<T>(ReadOnlySpan<T> face, int edge, float u, float v, Span<float> color)
        where T : unmanaged, IBinaryInteger<T>
    {
        (u, v) = (Math.Clamp(u, 0, edge - 1), Math.Clamp(v, 0, edge - 1));
        var (left, top) = (Math.Min((int)u, edge - 2), Math.Min((int)v, edge - 2));
        var (right, down) = (u - left, v - top);
        var place = Channels * ((top * edge) + left);
        for (var c = 0; c < Channels; c++)
        {
            var above = Between(face[place + c], face[place + Channels + c], right);
            var below = Between(face[place + (Channels * edge) + c], face[place + (Channels * (edge + 1)) + c], right);
            color[c] = above + (down * (below - above));
        }
    }

    private static float Between<T>(T one, T other, float share)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (from, to) = (int.CreateTruncating(one), int.CreateTruncating(other));
        return from + (share * (to - from));
    }

    // Luma as ITU-R BT.601 has it, like wherever colour becomes gray here.
    private static void Mix<T>(Span<T> pixel, ReadOnlySpan<float> color, float shown)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (pixel.Length == 1)
            pixel[0] = Mixed(pixel[0], (0.299f * color[0]) + (0.587f * color[1]) + (0.114f * color[2]), shown);
        else
            for (var c = 0; c < Channels; c++)
                pixel[c] = Mixed(pixel[c], color[c], shown);
    }

    private static T Mixed<T>(T before, float face, float shown)
        where T : unmanaged, IBinaryInteger<T>
    {
        var was = int.CreateTruncating(before);
        return T.CreateTruncating((int)MathF.Round(was + (shown * (face - was))));
    }
}
