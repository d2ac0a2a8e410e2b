namespace SuperResFarm.Models.Cards;

/// <summary>What a model was made to do well, and so how far its pixels may be trusted.</summary>
public enum Fidelity
{
    /// <summary>A fixed formula: nothing learned, nothing invented.</summary>
    Classical,

    /// <summary>Trained for the smallest error; blurs rather than invents.</summary>
    Psnr,

    /// <summary>Trained to look right; details may be invented. Assumed when the training is not known.</summary>
    Perceptual,

    /// <summary>Rebuilds faces; the result may look like someone else.</summary>
    Face,
}
