using SuperResFarm.Api.Health;
using SuperResFarm.Jobs.Dispatch;

namespace SuperResFarm.Api.Background;

/// <summary>Keeps the broker's queues filled, gives back what lost workers held, and ends jobs at their deadlines.</summary>
internal sealed class DispatchService(Dispatcher dispatcher, Reaper reaper, DeadlineWatch deadlines, StartGate gate) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        await Task.WhenAll(dispatcher.RunAsync(stoppingToken), reaper.RunAsync(stoppingToken), deadlines.RunAsync(stoppingToken));
    }
}
