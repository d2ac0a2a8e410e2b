namespace SuperResFarm.Imaging.Encode;

/// <summary>Lossless compressions of a TIFF result.</summary>
public enum TiffCompression
{
    /// <summary>Uncompressed: largest, read by everything.</summary>
    None,

    /// <summary>LZW with horizontal prediction.</summary>
    Lzw,

    /// <summary>Deflate with horizontal prediction: smallest.</summary>
    Deflate,
}
