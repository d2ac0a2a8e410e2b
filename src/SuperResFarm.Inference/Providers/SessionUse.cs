namespace SuperResFarm.Inference.Providers;

/// <summary>What a session is made for.</summary>
public enum SessionUse
{
    /// <summary>Images: whatever makes the second run fast is worth a slow first one.</summary>
    Images,

    /// <summary>One or two runs that tell memory and time: an arena of its own, and no long search for the fastest kernels.</summary>
    Calibration,
}
