namespace SuperResFarm.Contracts.Http;

/// <summary>How much a job may use: nothing more of it is begun once one of these is reached, and what runs goes on to its end. At least one is there, each above 0.</summary>
/// <param name="Megapixels">Megapixels of results.</param>
/// <param name="DeviceSeconds">Seconds of device time.</param>
/// <param name="Cost">Price of the device time, in the farm's currency.</param>
public sealed record BudgetBody(double? Megapixels = null, double? DeviceSeconds = null, double? Cost = null);

/// <summary>How much a job has used so far. Results that were there already, because an earlier job or attempt had made them, count nothing.</summary>
/// <param name="Megapixels">Megapixels of results.</param>
/// <param name="DeviceSeconds">Seconds of device time, as far as workers tell it.</param>
/// <param name="Cost">Price of that time, where workers have one.</param>
public sealed record SpentBody(double Megapixels, double DeviceSeconds, double Cost);
