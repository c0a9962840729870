namespace OAuthMail.Testing;

/// <summary>Provides the scheduled faults of each endpoint.</summary>
public sealed class ServerFaults
{
    private readonly FaultPlan[] _plans = [.. Enum.GetValues<ServerEndpoint>().Select(_ => new FaultPlan())];

    internal ServerFaults()
    {
    }

    /// <summary>Gets the faults of the authorization endpoint.</summary>
    public FaultPlan Authorization => this[ServerEndpoint.Authorization];

    /// <summary>Gets the faults of the token endpoint.</summary>
    public FaultPlan Token => this[ServerEndpoint.Token];

    /// <summary>Gets the faults of the device authorization endpoint. Polls use the token endpoint.</summary>
    public FaultPlan DeviceAuthorization => this[ServerEndpoint.DeviceAuthorization];

    /// <summary>Gets the faults of the revocation endpoint.</summary>
    public FaultPlan Revocation => this[ServerEndpoint.Revocation];

    /// <summary>Gets the faults of the metadata documents.</summary>
    public FaultPlan Discovery => this[ServerEndpoint.Discovery];

    /// <summary>Gets the faults of an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public FaultPlan this[ServerEndpoint endpoint] => _plans[(int)endpoint];

    /// <summary>Removes all faults of all endpoints.</summary>
    public void Clear()
    {
        foreach (var plan in _plans) plan.Clear();
    }
}
