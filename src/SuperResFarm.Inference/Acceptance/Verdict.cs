namespace SuperResFarm.Inference.Acceptance;

/// <summary>What became of a step.</summary>
public enum Verdict
{
    /// <summary>It was done, and the device does as it must.</summary>
    Pass,

    /// <summary>It was done, and the device does not; or it could not be done, and should.</summary>
    Fail,

    /// <summary>It has no meaning here, or stands on a step that did not pass.</summary>
    Skip,
}
