namespace SuperResFarm.Inference.Providers;

/// <summary>What a session is made for.</summary>
public enum SessionUse
{
    /// <summary>Images: whatever makes the second run fast is worth a slow first one.</summary>
    Images,

    /// <summary>Faces: found, restored or parsed one at a time in an image, each in one run that needs much memory.</summary>
    Faces,

    /// <summary>One or two runs that tell memory and time: an arena of its own, and no long search for the fastest kernels.</summary>
    Calibration,
}
