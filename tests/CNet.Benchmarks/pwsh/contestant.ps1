# CNet by its cmdlets: reads a command per line and answers "ok MICROSECONDS BYTES", the time of the pipeline itself.
$ErrorActionPreference = 'Stop'
$ConfirmPreference = 'None'
$start = [Diagnostics.Stopwatch]::GetTimestamp()
Import-Module $env:CNET_BENCHMARK_MODULE
'ready {0}' -f [Diagnostics.Stopwatch]::GetElapsedTime($start).TotalMicroseconds

$endpoints = @{}
$networks = @{}
$ports = @{}
while ($null -ne ($line = [Console]::In.ReadLine())) {
    $verb, $name, $subnet, $count = $line -split ' '
    if ($verb -in 'attach', 'attach-new' -and -not $endpoints[$name]) { $endpoints[$name] = Add-CNetEndpoint -Network $lab -Name $name }
    $made = $null
    $endpoint = $endpoints[$name]
    $network = $networks[$name]
    $bytes = [GC]::GetAllocatedBytesForCurrentThread()
    $start = [Diagnostics.Stopwatch]::GetTimestamp()
    try {
        switch ($verb) {
            'namespace' { $null = New-CNetSandbox $name }
            'attach' { $null = $endpoint | Join-CNetSandbox -Sandbox $name }
            'attach-new' { $null = $endpoint | Join-CNetSandbox -Sandbox $name }
            'detach' { $endpoint | Disconnect-CNetSandbox }
            'remove' { $endpoint | Remove-CNetEndpoint }
            'unnamespace' { Remove-CNetSandbox $name }
            'network' { $made = New-CNetNetwork $name -Subnet $subnet }
            'publish' { $made = $endpoint | Publish-CNetPort 80 $subnet -HostAddress 0.0.0.0 }
            'unpublish' { $ports[$subnet] | Unpublish-CNetPort }
            'publish-many' {
                $null = [int]$subnet..([int]$subnet + $count - 1) | ForEach-Object { [pscustomobject]@{ Endpoint = $endpoint; ContainerPort = 80; HostPort = $_; HostAddress = '0.0.0.0' } } | Publish-CNetPort
            }
            'unpublish-all' { $endpoint | Get-CNetPort | Unpublish-CNetPort }
            'unnetwork' { $network | Remove-CNetNetwork }
        }
        $elapsed = [Diagnostics.Stopwatch]::GetElapsedTime($start).TotalMicroseconds
        $bytes = [GC]::GetAllocatedBytesForCurrentThread() - $bytes
    }
    catch {
        "$_" -replace '\r?\n', ' '
        continue
    }
    if ($verb -eq 'network') { if ($name -eq 'lab') { $lab = $made } else { $networks[$name] = $made } }
    if ($verb -eq 'publish') { $ports[$subnet] = $made }
    if ($verb -eq 'remove') { $endpoints.Remove($name) }
    [string]::Format([cultureinfo]::InvariantCulture, 'ok {0} {1}', $elapsed, $bytes)
}
