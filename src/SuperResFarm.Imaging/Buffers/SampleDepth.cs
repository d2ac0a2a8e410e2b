namespace SuperResFarm.Imaging.Buffers;

/// <summary>Bits of one sample; unsigned, the whole range is used.</summary>
public enum SampleDepth
{
    /// <summary>0 to 255, one byte.</summary>
    Eight = 8,

    /// <summary>0 to 65535, two bytes, little-endian as on every host this runs on.</summary>
    Sixteen = 16,
}
