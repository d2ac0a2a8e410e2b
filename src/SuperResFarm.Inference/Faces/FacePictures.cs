using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Faces;

namespace SuperResFarm.Inference.Faces;

/// <summary>Pictures for whoever wants to see why a face looks as it does: boxes and landmarks in a copy of the source, and each face aligned, restored and
/// masked. PNG files.</summary>
/// <param name="folder">Where to; it is made when it is not there.</param>
/// <param name="name">What their names begin with.</param>
public sealed class FacePictures(string folder, string name)
{
    private static readonly byte[] _box = [0, 255, 0], _point = [255, 0, 0];

    /// <summary>Draws what was found and how it was cut out.</summary>
    internal void Write(SmallCopy? copy, IReadOnlyList<DetectedFace> faces, IReadOnlyList<Raster> aligned)
    {
        if (copy is not null)
            Save("faces", Marked(copy, faces));
        foreach (var (index, face) in aligned.Index())
            Save($"face{index:00}-aligned", face);
    }

    /// <summary>Draws what was made of each face, and how much of it is shown.</summary>
    internal void Write(IReadOnlyList<FacePatch> patches)
    {
        foreach (var (index, patch) in patches.Index())
        {
            Save($"face{index:00}-restored", patch.Face);
            Save($"face{index:00}-mask", MaskOf(patch));
        }
    }

    private static Raster Marked(SmallCopy copy, IReadOnlyList<DetectedFace> faces)
    {
        var image = new Raster(copy.Image.Size, copy.Image.Format, [.. copy.Image.Samples]);
        var thick = Math.Max(1, image.Size.Width / 500);
        foreach (var face in faces.Select(face => face.Moved(1.0 / copy.Factor, 0, 0)))
        {
            var box = face.Box;
            Fill(image, box.Left, box.Top, box.Right, box.Top + thick, _box);
            Fill(image, box.Left, box.Bottom - thick, box.Right, box.Bottom, _box);
            Fill(image, box.Left, box.Top, box.Left + thick, box.Bottom, _box);
            Fill(image, box.Right - thick, box.Top, box.Right, box.Bottom, _box);
            foreach (var point in face.Landmarks)
                Fill(image, point.X - (2 * thick), point.Y - (2 * thick), point.X + (2 * thick), point.Y + (2 * thick), _point);
        }
        return image;
    }

    private static void Fill(Raster image, double left, double top, double right, double bottom, byte[] color)
    {
        for (var y = (int)Math.Max(0, Math.Round(top)); y < Math.Min(image.Size.Height, Math.Round(bottom)); y++)
            for (var x = (int)Math.Max(0, Math.Round(left)); x < Math.Min(image.Size.Width, Math.Round(right)); x++)
                color.CopyTo(image.Row(y)[(3 * x)..]);
    }

    private static Raster MaskOf(FacePatch patch)
    {
        var mask = Raster.Black(patch.Face.Size, new PixelFormat(1, SampleDepth.Eight));
        for (var y = 0; y < mask.Size.Height; y++)
            for (var x = 0; x < mask.Size.Width; x++)
                mask.Row(y)[x] = (byte)MathF.Round(byte.MaxValue * patch.Mask.At(x, y));
        return mask;
    }

    private void Save(string what, Raster picture)
    {
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, $"{name}-{what}.png"), RasterPng.Write(picture));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FarmException.Rejected(FailureCode.OutputUnwritable, $"The folder for pictures of faces '{folder}' cannot be written: {fault.Message}", fault);
        }
    }
}
