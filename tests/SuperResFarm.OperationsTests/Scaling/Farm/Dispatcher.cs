using SuperResFarm.Contracts.Messages;
using SuperResFarm.OperationsTests.Scaling.Cluster;

namespace SuperResFarm.OperationsTests.Scaling.Farm;

/// <summary>
/// The farm's database and broker: of each priority no more than a window of items is with the broker, ready or with a worker; the rest waits in the
/// database, given-back ones in front.
/// </summary>
internal sealed class Dispatcher(VirtualTime time, int window)
{
    private readonly Dictionary<Priority, LinkedList<Item>> _pending = Enum.GetValues<Priority>().ToDictionary(one => one, _ => new LinkedList<Item>());
    private readonly Dictionary<Priority, BrokerQueue> _queues = Enum.GetValues<Priority>().ToDictionary(one => one, _ => new BrokerQueue(time));

    /// <summary>Items that are not done.</summary>
    public int Open { get; private set; }

    /// <summary>The broker's queue of a priority.</summary>
    public BrokerQueue this[Priority priority] => _queues[priority];

    /// <summary>All queues.</summary>
    public IEnumerable<BrokerQueue> Queues => _queues.Values;

    /// <summary>A job is accepted.</summary>
    public void Accept(IReadOnlyCollection<Item> items)
    {
        foreach (var item in items)
            _pending[item.Priority].AddLast(item);
        Open += items.Count;
        foreach (var priority in _queues.Keys)
            Publish(priority);
    }

    /// <summary>An item is done.</summary>
    public void Done(Item item)
    {
        item.Done = time.Now;
        Open--;
        Answered(item);
    }

    /// <summary>An item was not done, and a worker said so.</summary>
    public void GiveBack(Item item)
    {
        _pending[item.Priority].AddFirst(item);
        Answered(item);
    }

    private void Answered(Item item)
    {
        _queues[item.Priority].Answered(item);
        Publish(item.Priority);
    }

    private void Publish(Priority priority)
    {
        var (pending, queue) = (_pending[priority], _queues[priority]);
        while (pending.First is { } next && queue.Length < window)
        {
            pending.RemoveFirst();
            queue.Put(next.Value);
        }
    }
}
