namespace SuperResFarm.Imaging.Quality;

/// <summary>The weights by which <see cref="Imresize"/> shrinks an axis by a whole factor. They are the same for every output sample.</summary>
internal sealed class ShrinkKernel
{
    public ShrinkKernel(int scale)
    {
        // Of one sample in the middle of an axis so long that nothing of it is mirrored.
        var (length, middle) = (ResizeTaps.Reach * 4 + 1, ResizeTaps.Reach * 2);
        var taps = new ResizeTaps(length * scale, length, 1.0 / scale);
        var used = Enumerable.Range(0, taps.Count).Where(tap => taps.Weight(middle, tap) != 0).ToList();
        Offset = taps.Place(middle, used[0]) - middle * scale;
        Weights = [.. Enumerable.Range(used[0], used[^1] - used[0] + 1).Select(tap => (float)taps.Weight(middle, tap))];
    }

    /// <summary>First input sample of output sample 0; negative where it is mirrored.</summary>
    public int Offset { get; }

    /// <summary>Of the input samples from there on.</summary>
    public float[] Weights { get; }
}
