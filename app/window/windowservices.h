#pragma once

#include <QString>

namespace quarterdeck {

class Recorder;

/// What the window is given besides its session; all of it outlives the window.
struct WindowServices
{
    Recorder *recorder = nullptr; ///< null: nothing is recorded, and so nothing is run
    bool readOnly = false;        ///< the console looks and does not act
};

} // namespace quarterdeck
