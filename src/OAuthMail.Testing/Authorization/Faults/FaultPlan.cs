using OAuthMail.Testing.Hosting;

namespace OAuthMail.Testing;

/// <summary>Schedules faults for the next requests to one endpoint.</summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly RepeatingQueue<ServerFault> _next = new();
    private ServerFault? _always;

    /// <summary>Gets the number of next requests that have a scheduled fault.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _next.Count;
        }
    }

    /// <summary>Schedules a fault for the next requests, after the faults that are already scheduled.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="times">The number of requests. The default is one.</param>
    public void Next(ServerFault fault, int times = 1)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        lock (_gate) _next.Add(fault, times);
    }

    /// <summary>Sets a fault for every request without a scheduled fault.</summary>
    /// <param name="fault">The fault.</param>
    public void Always(ServerFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate) _always = fault;
    }

    /// <summary>Removes all faults.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _next.Clear();
            _always = null;
        }
    }

    internal ServerFault? Take()
    {
        lock (_gate)
        {
            return _next.TryTake(out var fault) ? fault : _always;
        }
    }
}
