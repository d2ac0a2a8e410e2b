namespace SuperResFarm.Models.Architectures;

/// <summary>How far a SwinIR looks and what a run needs. Its graph is written for any size of input, so a walk through it tells neither;
/// both follow from how it is built.</summary>
/// <param name="shape">The network.</param>
/// <param name="threeConvolutions">Whether features are convolved three times after the blocks of a group, and not once.</param>
internal sealed class SwinIrNeeds(SwinIrShape shape, bool threeConvolutions)
{
    private const int BytesPerValue = 4;

    private bool EnlargesFeatures => shape.Ending is SwinIrEnding.Shuffles or SwinIrEnding.Doublings;

    /// <summary>How far an output pixel looks, in input pixels: to the other end of a window in every block, one pixel further in every
    /// convolution, and less in those of an image that is enlarged already.</summary>
    public int Radius
    {
        get
        {
            var afterGroup = threeConvolutions ? 2 : 1;   // the middle one of three looks at single pixels
            var before = (shape.Depths.Sum() * (shape.Window - 1)) + (afterGroup * (shape.Depths.Length + 1)) + 2;   // the first, and one at the end
            return before + (int)Math.Ceiling((EnlargesFeatures ? WhileEnlarging() : 0) - 1e-6);
        }
    }

    /// <summary>Peak of a run by rows of windows beside weights, input and output, in bytes for each input pixel.</summary>
    /// <remarks>While blocks run, the features of six images live, beside the mask of shifted windows and four lists of 64-bit places; the
    /// enlargement needs two images of its widest features, and an arena has no use then for what it held before. Runs of models with 24
    /// to 240 features took 0.9 to 1.1 times this and the fifth that the planner adds for blocked copies.</remarks>
    public double BytesPerPixel
    {
        get
        {
            var body = (6.0 * shape.Features) + (shape.Window * shape.Window) + (4 * 2);
            return (body + (EnlargesFeatures ? 2.0 * shape.Wide * shape.Scale * shape.Scale : 0)) * BytesPerValue;
        }
    }

    // A convolution comes before each pixel shuffle, and after each doubling.
    private double WhileEnlarging()
    {
        var (reach, scale) = (0.0, 1);
        foreach (var factor in shape.Factors)
        {
            reach += 1.0 / (shape.Ending == SwinIrEnding.Shuffles ? scale : scale * factor);
            scale *= factor;
        }
        return reach + ((shape.Ending == SwinIrEnding.Shuffles ? 1.0 : 2.0) / scale);
    }
}
