namespace SuperResFarm.Imaging.Decode;

/// <summary>Delivers the rows of one image from top to bottom.</summary>
internal interface IRowStream : IDisposable
{
    /// <param name="row">Receives the samples of the next row; exactly one row long.</param>
    void Read(Span<byte> row);
}
