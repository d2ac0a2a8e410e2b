namespace SuperResFarm.Training.Degradation;

/// <summary>How small pictures are made of large ones.</summary>
internal enum DegradationKind
{
    /// <summary>Bicubic, antialiased: what published figures are measured with.</summary>
    Bicubic,

    /// <summary>Bicubic, then JPEG; with scale 1 JPEG alone, which teaches to remove its blocks.</summary>
    Jpeg,

    /// <summary>Blur, resizing, noise and JPEG, twice, as pictures on the web went through.</summary>
    Real,
}
