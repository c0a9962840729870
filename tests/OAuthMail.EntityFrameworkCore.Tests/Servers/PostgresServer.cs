using System.Net;
using Npgsql;
using OAuthMail.IntegrationTests.Servers;

namespace OAuthMail.EntityFrameworkCore.Tests.Servers;

/// <summary>A PostgreSQL server in a temporary folder, with PgBouncer in transaction mode in front of it.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly string[] AsPostgres = ["-u", "postgres", "--"];

    private readonly string _folder = Directory.CreateTempSubdirectory("oam-pg-").FullName;
    private readonly Ports _ports = new("postgres", "pgbouncer");
    private ServerProcess? _pgBouncer;
    private bool _running;
    private int _databases;

    private PostgresServer()
    {
    }

    /// <summary>Gets the folder of the server, to which a test can add its own files.</summary>
    public string Folder => _folder;

    private string Data => Path.Combine(_folder, "data");

    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer();
        try
        {
            await server.InitializeAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return name;
    }

    /// <summary>Runs a statement as the administrator.</summary>
    public async Task ExecuteAsync(string database, string statement)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Returns the connection string of a database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="pooled">Whether to connect through PgBouncer.</param>
    public string ConnectionString(string database, bool pooled = false) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _ports[pooled ? "pgbouncer" : "postgres"],
        Database = database,
        Username = "postgres",
        Timeout = 5,

        // PgBouncer in transaction mode does not keep prepared statements.
        MaxAutoPrepare = 0,
        NoResetOnClose = pooled,
    }.ConnectionString;

    /// <summary>Starts PgBouncer.</summary>
    public async Task StartPgBouncerAsync()
    {
        if (_pgBouncer is not null) return;
        var (port, target) = (_ports["pgbouncer"], _ports["postgres"]);
        var users = Path.Combine(_folder, "users.txt");
        await File.WriteAllTextAsync(users, "\"postgres\" \"\"\n");
        var configuration = Path.Combine(_folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(configuration, $"""
            [databases]
            * = host=127.0.0.1 port={target}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {users}
            pool_mode = transaction
            default_pool_size = 4
            max_client_conn = 500
            server_login_retry = 1
            ignore_startup_parameters = extra_float_digits
            """);
        _pgBouncer = ServerProcess.Start(
            _folder, null, "runuser", [.. AsPostgres, DatabaseInstallation.PgBouncer, "-q", configuration]);
        await ServerProcess.WaitForPortAsync(new IPEndPoint(IPAddress.Loopback, port), () => _pgBouncer.Output);
    }

    /// <summary>Stops the server as "immediate" does, which ends all connections.</summary>
    public async Task StopAsync()
    {
        if (!_running) return;
        await ControlAsync("-m", "immediate", "-w", "stop");
        _running = false;
    }

    /// <summary>Starts the server again.</summary>
    public async Task StartAgainAsync()
    {
        await ControlAsync("-w", "-l", Path.Combine(_folder, "log"), "start");
        _running = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_pgBouncer is not null) await _pgBouncer.DisposeAsync();
        await StopAsync();
        NpgsqlConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task InitializeAsync()
    {
        await ServerProcess.RunAsync(_folder, "chown", "postgres:", _folder);
        await ServerProcess.RunAsync(
            _folder, "runuser",
            [
                .. AsPostgres, Path.Combine(DatabaseInstallation.Programs!, "initdb"), "--no-sync", "--auth=trust", "--encoding=UTF8",
                "--locale=C.UTF-8", "-D", Data,
            ]);
        await File.AppendAllTextAsync(Path.Combine(Data, "postgresql.conf"), $"""

            listen_addresses = '127.0.0.1'
            port = {_ports["postgres"]}
            unix_socket_directories = ''
            fsync = off
            max_connections = 300

            """);
        await StartAgainAsync();
    }

    // pg_ctl must not inherit the pipes of this process, which would stay open as long as the server.
    private Task ControlAsync(params string[] arguments) => ServerProcess.RunAsync(
        _folder, "runuser",
        [
            .. AsPostgres, "sh", "-c", "exec \"$@\" > /dev/null 2>&1", "pg_ctl",
            Path.Combine(DatabaseInstallation.Programs!, "pg_ctl"), "-D", Data, .. arguments,
        ]);
}
