namespace SuperResFarm.Inference.Upscaling;

/// <summary>How much of this machine images may take.</summary>
/// <param name="Lanes">Tiles that run at the same time on each device; 0: as many as the device has places.</param>
/// <param name="MemoryBytes">Bytes of this machine's memory that the tiles and bands of an image may take, with the processor as the device also its networks;
/// 0: on the processor 640 MB, beside GPUs as much as there is, but never more than half of what is free.</param>
public sealed record EngineSpace(int Lanes = 0, long MemoryBytes = 0);
